"""Speed as ratios in one run: what we do beside what a bare peer does on the same machine at the same moment.

`make bench` measures all groups and writes RESULTS.md; `python benchmarks/run.py search window` only prints these two.
Milliseconds are for orientation; nothing here fails a build.
"""

from __future__ import annotations

import argparse
import time
import traceback
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from asking import asking_rows
from backup import backup_rows
from commands import command_rows
from deadlines import deadline_rows
from exchange import exchange_rows
from figures import figure_rows
from impact import impact_rows
from machine import load, the_machine
from papers import packet_rows, paper_rows
from parks import park_rows
from printing import printing_rows
from record import record_rows
from rows import Sheet, as_table
from search import search_rows
from window import window_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RESULTS = Path(__file__).with_name("RESULTS.md")
#: What is measured, and under which heading; the window first, while nothing else has run.
GROUPS: dict[str, tuple[str, Callable[..., None]]] = {
    "window": ("The window, beside a bare PySide6 window", window_rows),
    "commands": ("Whole commands, beside the import of their libraries", command_rows),
    "papers": ("An answer and a paper, beside docxtpl + LibreOffice", paper_rows),
    "asking": ("Places that say more, and another business", asking_rows),
    "printing": ("A notice to the printer", printing_rows),
    "record": ("The record, beside a bare SQLCipher insert", record_rows),
    "exchange": ("Several desks over one record", exchange_rows),
    "deadlines": ("Deadlines", deadline_rows),
    "parks": ("The park book, 2,000 firms and 10,000 visits", park_rows),
    "impact": ("What a new edition changes", impact_rows),
    "backup": ("Backups of 100,000 applications", backup_rows),
    "figures": ("The figures of a year", figure_rows),
    "packets": ("A thousand packets", packet_rows),
    "search": ("Searching, and what grows from 1,000 to 1,000,000 applications", search_rows),
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", metavar="group", help=", ".join(GROUPS))
    wanted = parser.parse_args(arguments).groups
    if unknown := set(wanted) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    before = load()
    sheets = [measure(group) for group in GROUPS if not wanted or group in wanted]
    missed = sum(sheet.missed for sheet in sheets)
    print(f"\n{missed} bounds missed, {sum(sheet.seconds for sheet in sheets) / 60:.0f} minutes")
    if not wanted:
        RESULTS.write_text(page(sheets, before), "utf-8")


def measure(group: str) -> Sheet:
    """One that breaks says so in its place, and the others are still measured."""
    title, rows = GROUPS[group]
    print(f"\n{title}", flush=True)
    sheet, start = Sheet(title), time.perf_counter()
    try:
        rows(sheet)
    except Exception as wrong:  # noqa: BLE001  a bench never fails a build
        traceback.print_exc()
        sheet(f"this group ended early: {type(wrong).__name__}", "not measured", "", held=False)
    sheet.seconds = time.perf_counter() - start
    return sheet


def page(sheets: Sequence[Sheet], before: str) -> str:
    minutes = sum(sheet.seconds for sheet in sheets) / 60
    missed = sum(sheet.missed for sheet in sheets)
    head = (
        "# Speed, measured\n\n"
        f"Written by `make bench` on {date.today()}, in one run of {minutes:.0f} minutes; not edited by hand.\n"  # noqa: DTZ011  its own date
        "Ratios compare with a peer in the same run; milliseconds belong to this machine. "
        "Where the two sides of a ratio wait for a disk they take turns.\n\n"
        f"{as_table(('made with', ''), the_machine())}\n| load before, after | {before}, {load()} |\n\n"
        f"Bounds missed: {missed}.\n\n"
    )
    return head + "\n\n".join(sheet.page() for sheet in sheets) + "\n"


if __name__ == "__main__":
    main()
