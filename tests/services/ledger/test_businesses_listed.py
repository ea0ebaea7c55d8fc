"""The list by business: its column, its filter, and words of a search that name one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CLERK, DAY, a_record
from openpyxl import load_workbook

from gridcounter.bootstrap import open_assessor
from gridcounter.services.applications.intake import Intake
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.services.office.businesses import businesses_of, named_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
LABELS = businesses_of(ASSESSOR.packs, "jining")
#: What each is called by, and what it is about.
MADE = (
    ("过户科技公司", "new_connection"),
    ("样例面馆", "transfer"),
    ("样例豆腐坊", "suspension"),
    ("样例粮油店", "transfer"),
    ("样例茶楼", None),
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        for name, business in MADE:
            asked = {} if business is None else {"case.business": business}
            intake.open(DAY, {"applicant.name": name, **asked})
        yield record


def names(record: Record, words: str = "", business: str = "", chip: Chip = Chip.ALL) -> list[str]:
    found = Ledger(record, LABELS).look(words, chip, business=business)
    assert found.total == len(found.rows)
    return [row.name for row in found.rows]


def test_one_business_is_listed_newest_first_and_narrowed_by_words_and_filters(record: Record) -> None:
    assert names(record, business="transfer") == ["样例粮油店", "样例面馆"]
    assert names(record, "面馆", business="transfer") == ["样例面馆"]
    assert names(record, "豆腐", business="transfer") == []
    assert names(record, business="transfer", chip=Chip.UNDER_WAY) == ["样例粮油店", "样例面馆"]
    assert names(record, business="transfer", chip=Chip.CLOSED) == []
    assert names(record, business="closing") == []


def test_a_word_that_names_a_business_finds_its_applications_and_the_texts_that_hold_it(record: Record) -> None:
    """Alone it would hide the firm of that name; as a text alone it would find no transfer."""
    assert names(record, "过户") == ["样例粮油店", "样例面馆", "过户科技公司"]
    assert names(record, "过户 样例") == ["样例粮油店", "样例面馆"]
    assert names(record, "科技 过户") == ["过户科技公司"]
    assert names(record, "暂停") == ["样例豆腐坊"]
    assert names(record, "过户 暂停") == []
    assert names(record, "过户", chip=Chip.CLOSED) == []
    assert names(record, "过户", business="new_connection") == ["过户科技公司"]


def test_words_in_brackets_and_single_characters_name_no_business() -> None:
    assert named_by("减容", LABELS) == {"capacity_reduction"}
    assert named_by("户", LABELS) == frozenset()
    assert named_by("充电桩", LABELS) == {"ev_charger"}


def test_the_column_says_the_name_and_an_unknown_business_its_id(record: Record) -> None:
    stray = Intake(record, CLERK).open(DAY, {"case.business": "lighting"})
    ledger = Ledger(record, LABELS)
    rows = ledger.look().rows

    found = ledger.details([row.id for row in rows], ASSESSOR.calendar)

    said = {row.name: found[row.id].business for row in rows}
    assert said == {"": "lighting", "样例茶楼": "", "样例粮油店": "过户、更名", "样例豆腐坊": "暂停用电"} | {
        "样例面馆": "过户、更名",
        "过户科技公司": "新装",
    }
    assert found[stray].business == "lighting"


def test_the_workbook_holds_what_is_listed_and_names_the_business(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"

    LedgerExport(record, CLERK, LABELS).write(path, "样例", business="transfer", on=date(2026, 11, 30))

    book = load_workbook(path)
    header, *rows = book["申请"].iter_rows(values_only=True)
    assert [row[header.index("办理业务")] for row in rows] == ["过户、更名", "过户、更名"]
    about = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert about["筛选"] == "全部，过户、更名，并按搜索的字词缩小"
    last = list(record.journal.all())[-1].payload
    assert last == {"rows": 2, "chip": "all", "by_words": True, "business": "transfer"}
