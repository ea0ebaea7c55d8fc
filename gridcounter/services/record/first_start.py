"""The input of the first start, and the first entries of a record."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from gridcounter import lazy
from gridcounter.core.application import Office
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_office import PackAdopted
from gridcounter.core.validation.clerk_names import wrong_with_name
from gridcounter.core.validation.models import Problem, read_model
from gridcounter.core.validation.pins import SHORTEST_OF_LEADERS, wrong_with_pin
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Fault, Refusal, WrongInput
from gridcounter.store.custody import keys
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.files import make_folder, place_folder

_SETUP, _FIRST_CLERK = "setup", "c1"
_CODE = re.compile(r"[A-Z0-9]{1,8}")


class RecordExists(Refusal):
    """The folder holds a record, or parts of one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里已经有台账，请换一个文件夹，或者直接打开它")


class FolderNotEmpty(Refusal):
    """The folder holds other files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里已经有别的文件，请给台账选一个新文件夹或空文件夹")


@dataclass(frozen=True, slots=True)
class Setup:
    """The input of the first start. `office` holds the contract's office keys and the office's other settings.

    `pack` is a checked pack of the place, where the office begins with one that is not shipped.
    `park`: with which answer to `site.park` applications begin; None: it is asked of each.
    """

    place: str
    code: str
    office: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None
    clerk: str
    pin: str
    pack: PackAdopted | None = None
    park: str | None = None

    def check(self) -> None:
        """Raises WrongInput with all problems."""
        problems = []
        if self.pack is not None and self.pack.id != self.place:
            problems.append(Problem("place", f"“{self.place}”", f"政策包的编号 {self.pack.id}"))
        if not is_good_code(self.code):
            problems.append(Problem("code", f"“{self.code}”", "1 到 8 位大写字母或数字，写在编号前面"))
        if wrong := wrong_with_name(self.clerk):
            problems.append(Problem("clerk", *wrong))
        if wrong := wrong_with_pin(self.pin, SHORTEST_OF_LEADERS):
            problems.append(Problem("pin", *wrong))
        if problems:
            raise WrongInput(problems)

    @property
    def guessable_words(self) -> tuple[str, ...]:
        """What everybody knows of the office, and the passphrase may not consist of."""
        return easily_guessed(self.office, self.place, self.code, [self.clerk])


def easily_guessed(office: Mapping[str, Any], place: str, code: str, clerks: Iterable[str]) -> tuple[str, ...]:
    """Names, telephone, code and place, as they stand on papers, and as they are typed in pinyin."""
    found = (*(office.get(key) for key in ("name", "supplier", "phone")), place, code, *clerks)
    words = [str(value) for value in found if value]
    return tuple(dict.fromkeys([*words, *("".join(lazy.pypinyin.lazy_pinyin(word)) for word in words)]))


def as_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """The office's checked values, each in its stored form."""
    office, _ = read_model(Office, values)
    return {} if office is None else office.model_dump(mode="json", exclude_unset=True)


def is_good_code(code: str) -> bool:
    """Whether it has the form of an office code, which begins all numbers."""
    return _CODE.fullmatch(code) is not None


def refuse_taken(folder: Path) -> None:
    """Raises RecordExists or FolderNotEmpty; called before the passphrase is asked for."""
    if (folder / RECORD_FILE).exists() or (folder / keys.KEYS_FILE).exists():
        raise RecordExists(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(folder)


@contextmanager
def staged_for(folder: Path) -> Iterator[Path]:
    """A folder beside it in which a record is made, put into its place at the end; a refusal leaves neither.

    Raises FolderNotEmpty, Fault.
    """
    staged = folder.with_name(f".{secrets.token_hex(8)}.part")
    try:
        make_folder(staged)
        yield staged
        place_folder(staged, folder)
    except FileExistsError as taken:
        raise FolderNotEmpty(folder) from taken
    except OSError as wrong:
        raise Fault(f"台账建不起来：{folder} 写不进去，请检查磁盘空间和文件夹权限后重试") from wrong
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def first_acts(setup: Setup, cost: keys.Cost) -> tuple[Act, ...]:
    """The entries of a new record: the office, its first clerk, an administrator, and the pack that he brought."""
    values = {
        "place": setup.place,
        "code": setup.code,
        "office": as_kept(setup.office),
        "sole_proprietor_as_micro": setup.sole_proprietor_as_micro,
        "park": setup.park,
    }
    pin = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes).hash(setup.pin)
    first = {"id": _FIRST_CLERK, "name": take_text(setup.clerk), "role": "administrator", "pin": pin, "active": 1}
    acts = (Act(Kind.OFFICE_SET, values, _SETUP), Act(Kind.CLERK_ADDED, first, _SETUP))
    if setup.pack is None:
        return acts
    return (*acts, Act(Kind.PACK_ADOPTED, setup.pack.model_dump(mode="json"), _FIRST_CLERK))
