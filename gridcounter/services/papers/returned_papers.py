"""Recognises a returned paper of ours by its bytes, whatever a signing program appended.

A correct signing program only appends. One that rewrites the file leaves a paper that cannot be recognised; the refusal
says so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gridcounter.errors import Refusal
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.store.papers import IssuedPaper

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

_PDF = b"%PDF-"
_OURS = b"gridcounter"  # plain text in each of our PDFs, and usually still after another program rewrote it
#: Possible ends of the original file: after %%EOF, with or without a line end.
_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_WORDS = len(b"%%EOF")
#: Of a returned file that many are looked at: a paper of ours has one, each program that appends to it adds one, and a
#: file from outside may hold millions.
_MOST_ENDS = 500
_SEAL = re.compile(rb"/ByteRange\s*\[")
_BY_CODE = "请按文书上的查询码取出存档的原件对照：gridcounter record paper 查询码 --out 文件夹"


class NotKnownAgain(Refusal):
    """No archived paper is a prefix of the file; `rewritten`: this program made it and another saved it again."""

    def __init__(self, *, rewritten: bool) -> None:
        why = (
            "文件可能被盖章或编辑的软件重写过（另存、压缩、重新打印都会重写），也可能是别的单位出具的"
            if rewritten
            else "它可能是扫描件，可能被别的软件重写过，也可能不是这里出具的"
        )
        super().__init__(f"没有哪份存档的文书和这个文件的开头逐字节相同：{why}。{_BY_CODE}")


@dataclass(frozen=True, slots=True)
class Returned:
    """`added` bytes follow the paper's `own`; `seals` are the signatures among them, which are not verified."""

    paper: IssuedPaper
    own: int
    added: int
    seals: int

    @property
    def name(self) -> str:
        """The paper's name and version in Chinese."""
        return f"{NAMES.get(self.paper.paper, self.paper.paper)} 第 {self.paper.version} 版"

    @property
    def text(self) -> str:
        """The result as a sentence; signatures are counted and not verified."""
        if not self.added:
            return "与存档的文书逐字节相同，里面没有电子签章"
        found = f"有 {self.seals} 处电子签章（这里不核对真假）" if self.seals else "有追加的内容，没有找到电子签章"
        return f"开头与存档的文书逐字节相同，后面{found}"


def known_again(record: Record, content: bytes) -> Returned | None:
    """The paper whose bytes begin the file; the longest one, if several do. Raises NotKnownAgain."""
    for end, digest in reversed(list(_beginnings(content))):
        papers = record.papers.of_bytes(digest)
        if papers:
            return Returned(papers[-1], end, len(content) - end, len(_SEAL.findall(content, end)))
    return None


def is_rewritten(content: bytes) -> bool:
    """Whether an unrecognised file was once a paper of this program."""
    return content.startswith(_PDF) and _OURS in content


def _beginnings(content: bytes) -> Iterator[tuple[int, str]]:
    """Where a paper of ours may end, and the digest up to there; no byte is digested twice."""
    ends = {len(content)}
    for found in islice(_END.finditer(content), _MOST_ENDS):
        ends |= {found.start() + _WORDS, found.end()}
    digest, before, whole = hashlib.sha256(), 0, memoryview(content)
    for end in sorted(ends):
        digest.update(whole[before:end])
        before = end
        yield end, digest.hexdigest()
