"""A pack from outside, read and checked as one: what an office adopts, or begins its record with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.of_office import PackAdopted
from gridcounter.errors import Refusal
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.office.office_packs import version_of
from gridcounter.services.office.originals import read_original
from gridcounter.services.office.pack_check import read_checked
from gridcounter.services.office.packs import CASES_FILE, PACK_FILE, InstalledPacks


class BaselineNotHere(Refusal):
    """General practice ships with the program and cannot be loaded as a pack."""

    sentence = "通用做法随程序发布，不能单独载入；请选一个地区的政策包"


class ChangedMeanwhile(Refusal):
    """The file differs from the text that was checked."""

    sentence = "检查以后文件又被改动，没有启用；请重新载入"


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """`files` are the checked texts by file name."""

    pack: PolicyPack
    files: Mapping[str, str]

    @property
    def contents(self) -> PackAdopted:
        """What the record keeps of its adoption."""
        pack = self.pack
        return PackAdopted(id=pack.id, number=pack.header.number, version=pack.version, files=dict(self.files))


def read_to_adopt(path: Path, packs: InstalledPacks, calendar: WorkCalendar) -> CheckedPack:
    """`path` as for `check_pack_folder`. Raises WrongInput with all problems, BaselineNotHere, ChangedMeanwhile."""
    pack = read_checked(path, packs.baseline, calendar)
    if pack.id == BASELINE:
        raise BaselineNotHere
    folder = path if path.is_dir() else path.parent
    try:
        files = {name: read_regular(folder / name).decode() for name in (PACK_FILE, CASES_FILE)}
    except (OSError, UnicodeDecodeError) as wrong:
        raise ChangedMeanwhile from wrong
    original, problems = read_original(folder)
    if problems or version_of(files[PACK_FILE]) != pack.version:
        raise ChangedMeanwhile
    if original is not None:
        files |= original.kept
    return CheckedPack(pack, files)
