"""原文: the paper itself, which an office lays beside its pack as a text, Word or PDF file.

Its text is taken out once, Word and PDF in the process for foreign files. The program ships none.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gridcounter.core.original.check import check_original
from gridcounter.core.original.passages import Original
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.attachments import PaperType
from gridcounter.core.validation.encoding import NOT_UTF8, SAVE_AS_UTF8, decoded
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.text import in_one_line, only_visible, take_text
from gridcounter.errors import WrongInput
from gridcounter.services.files.examination import EXAMINER
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.office.packs import MOST_BYTES_OF_ORIGINAL, ORIGINAL, TEXT_FILE, InstalledPacks, originals_in

#: The name under which the record keeps the digest of the file that the text came from.
DIGEST_FILE = f"{ORIGINAL}.sha256"
_KINDS = {".txt": None, ".docx": PaperType.WORD, ".pdf": PaperType.PDF}
#: Of telephones and identity numbers; no figure of a policy is as long.
_NUMBER = re.compile(r"(?<![\d.])(?:\d{3,4}-)?\d{7,}[Xx]?(?!\d)")
#: Begun only where such a run of letters begins, for a paper may be one long run.
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?=[\w-]+\.)")
#: Of a text file, as of the text in a Word file or a PDF.
MOST_LETTERS = 400_000
_NO_TEXT = "没有读出文字，可能是扫描件、加了密码，或者文件已损坏"
_OTHER_FILE = "能选中文字的 PDF，或者另存的 txt、docx"


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """`text` without personal numbers; `sha256` of the file itself, whose name is `name`."""

    name: str
    sha256: str
    text: str

    @property
    def kept(self) -> dict[str, str]:
        """As the record keeps it beside its pack; the digest as `sha256sum` writes it."""
        return {TEXT_FILE: self.text, DIGEST_FILE: f"{self.sha256}  {self.name}\n"}


def read_original(folder: Path) -> tuple[OriginalFile | None, tuple[PackProblem, ...]]:
    """None without problems where there is none."""
    files = originals_in(folder)
    if not files:
        return None, ()
    name = in_one_line(take_text(f"{folder.name}/{files[0].name}"))
    if len(files) > 1:
        names = "、".join(path.name for path in files)
        return None, (PackProblem(name, "文件", Problem(ORIGINAL, f"有 {len(files)} 份：{names}", "只放一份原文")),)
    found, problem = read_paper(files[0])
    return found, () if problem is None else (PackProblem(name, "文件", problem),)


def read_paper(path: Path) -> tuple[OriginalFile | None, Problem | None]:
    """The text of one file, or why there is none; text, Word or PDF by the end of its name."""
    suffix, name = path.suffix.lower(), in_one_line(take_text(path.name))
    if suffix not in _KINDS:
        return None, Problem(ORIGINAL, f"“{name}”", _OTHER_FILE)
    try:
        content = read_regular(path, MOST_BYTES_OF_ORIGINAL)
    except WrongInput as wrong:
        return None, Problem(ORIGINAL, wrong.lines[0], _OTHER_FILE)
    except (OSError, ValueError):
        return None, Problem(ORIGINAL, "打不开", "可读的文件")
    text, problem = _text_of(content, suffix)
    if problem:
        return None, problem
    return OriginalFile(name, hashlib.sha256(content).hexdigest(), masked(text)), None


@lru_cache(maxsize=8)
def _text_of(content: bytes, suffix: str) -> tuple[str, Problem | None]:
    """Cached: what was checked is kept a moment later."""
    kind = _KINDS[suffix]
    if kind is not None:
        text = EXAMINER.text_of(content, kind) or ""
        return text, None if text.strip() else Problem(ORIGINAL, _NO_TEXT, _OTHER_FILE)
    found = decoded(content)
    if found is None:
        return "", Problem(ORIGINAL, NOT_UTF8, SAVE_AS_UTF8)
    if len(found) > MOST_LETTERS:
        return "", Problem(ORIGINAL, f"有 {len(found)} 个字", f"不超过 {MOST_LETTERS} 个字的一份文件")
    return found, None if found.strip() else Problem(ORIGINAL, "文件是空的", "文件的全文")


def masked(text: str) -> str:
    """Whose telephone a paper gives is no policy. Nor is what nobody sees: 2 and 0 with nothing between them are 20."""
    return _MAIL.sub("×@", _NUMBER.sub(lambda found: "×" * len(found[0]), only_visible(text)))


def original_problems(folder: Path, pack: PolicyPack) -> tuple[PackProblem, ...]:
    """Of the paper beside a pack: references that lead nowhere, figures that do not stand in their clause."""
    found, problems = read_original(folder)
    return problems if found is None else check_original(pack, original_of(found.text))


def original_beside(pack: PolicyPack, packs: InstalledPacks) -> Original | None:
    """The paper of an installed pack: as the record kept it, else as it lies in the pack's folder."""
    text = packs.originals.get(pack.version)
    if text is None and pack.version in packs.cases:
        found, _ = read_original(packs.cases[pack.version].parent)
        text = None if found is None else found.text
    return original_of(text) if text else None


@lru_cache(maxsize=16)
def original_of(text: str) -> Original:
    """Equal text gives the same object, whose passages were found already."""
    return Original(text)
