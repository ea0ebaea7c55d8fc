"""Packs are checked with their cases when they are loaded; one that fails is left out with its place.

A pack that passed is not checked again as long as it, its cases, general practice and the program stay the same: those
that the program ships were checked before its release, and what else passed is noted for this user.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from gridcounter import __version__
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.policy.shipped import CHECKED
from gridcounter.errors import Fault, WrongInput
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.office.packs import MOST_BYTES_OF_ORIGINAL, PACK_FILE, InstalledPacks, LeftOut, originals_in
from gridcounter.store.files import read_text, replace_file

#: Notes of packs that passed; the oldest go first.
_MOST_NOTED = 200


def checked(installed: InstalledPacks, calendar: WorkCalendar, notes: Path | None) -> InstalledPacks:
    """Without the places of which a pack fails.

    `notes`: the file of what passed before on this machine; None: nothing is noted. A file that cannot be read or
    written costs only another check.
    """
    noted = _noted(notes)
    passed: list[str] = []
    for place, editions in installed.editions.items():
        for pack in editions:
            digest = digest_of(pack, installed)
            if digest in CHECKED:
                continue
            here = f"{__version__} {digest}"
            problems = () if here in noted else _problems(pack, installed, calendar)
            if problems:
                installed = installed.without(LeftOut(place, pack.header.place, problems))
            elif here not in noted:
                passed.append(here)
    if passed and notes is not None:
        _note(notes, [*noted, *passed])
    return installed


def digest_of(pack: PolicyPack, installed: InstalledPacks) -> str:
    """Of everything on which it depends whether the pack passes, but for the program."""
    cases = installed.cases[pack.version]
    files = (_digest_of_file(path) for path in (cases, *originals_in(cases.parent)))
    return hashlib.sha256(" ".join((pack.version, installed.baseline.version, *files)).encode()).hexdigest()


def _digest_of_file(path: Path) -> str:
    """Whatever its line ends, as the version of a pack; "" if it cannot be read, and will not pass."""
    try:
        content = read_regular(path, MOST_BYTES_OF_ORIGINAL)
    except (OSError, WrongInput):
        return ""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _problems(pack: PolicyPack, installed: InstalledPacks, calendar: WorkCalendar) -> tuple[PackProblem, ...]:
    from gridcounter.services.office.pack_check import check_pack_folder

    return check_pack_folder(installed.cases[pack.version].with_name(PACK_FILE), installed.baseline, calendar)


def _noted(notes: Path | None) -> list[str]:
    if notes is None:
        return []
    try:
        return read_text(notes).splitlines()
    except (OSError, ValueError):
        return []


def _note(notes: Path, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in [*lines][-_MOST_NOTED:])
    try:
        replace_file(notes, text.encode())
    except Fault:
        return  # they are checked again the next time
