"""The tables of a report in the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from gridcounter.cli.console import say
from gridcounter.core.reports.report import ReportTable, cell_text


def say_tables(tables: Iterable[ReportTable]) -> None:
    """Each under its title, a row in a line."""
    for table in tables:
        say(f"\n{table.title}")
        say("　".join(title for title, _ in table.columns))
        for row in table.rows:
            say("　".join(cell_text(cell) for cell in row))
