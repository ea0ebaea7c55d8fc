"""What the files of the frozen folder ask of a Linux system: no library that is missing, no symbol that is too new."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

FROZEN = Path(__file__).resolve().parent.parent / "dist" / "gridcounter"
#: Printing is the computer's own: without its library the window runs and says that there is no printer.
OF_THE_COMPUTER = {"libcups.so.2"}
_ELF = b"\x7fELF"
_VERSION = re.compile(r"GLIBC_(\d+)\.(\d+)")


def _programs_and_libraries() -> Iterator[Path]:
    for path in sorted(FROZEN.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                begins = file.read(len(_ELF))
            if begins == _ELF:
                yield path


def _symbol_versions(path: Path) -> Iterator[tuple[int, int]]:
    # only Linux has such files, and only `make dist` installs what reads them
    from elftools.elf.elffile import ELFFile  # noqa: PLC0415
    from elftools.elf.gnuversions import GNUVerNeedSection  # noqa: PLC0415

    with path.open("rb") as file:
        for section in ELFFile(file).iter_sections():
            if isinstance(section, GNUVerNeedSection):
                for _, needed in section.iter_versions():
                    for version in needed:
                        if found := _VERSION.fullmatch(version.name):
                            yield int(found[1]), int(found[2])


if sys.platform == "linux":  # only there are such files

    def test_no_library_that_a_file_asks_for_is_missing() -> None:
        """PyInstaller leaves out silently what the building machine lacks."""
        missing = {}
        for path in _programs_and_libraries():
            told = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False).stdout
            lines = {line.split()[0] for line in told.splitlines() if "not found" in line} - OF_THE_COMPUTER
            if lines:
                missing[str(path.relative_to(FROZEN))] = lines
        assert missing == {}

    def test_no_file_asks_for_a_newer_c_library_than_promised(capsys: pytest.CaptureFixture[str]) -> None:
        """GRIDCOUNTER_GLIBC is the promise; without it the building machine's own."""
        promised = os.environ.get("GRIDCOUNTER_GLIBC") or platform.libc_ver()[1]
        limit = tuple(map(int, promised.split(".")))
        newest = {path: max(versions) for path in _programs_and_libraries() if (versions := [*_symbol_versions(path)])}
        with capsys.disabled():
            print(
                f"\nsymbols of the C library up to GLIBC_{'.'.join(map(str, max(newest.values())))}, at most {promised}"
            )
        assert {str(path.relative_to(FROZEN)): needs for path, needs in newest.items() if needs > limit} == {}
