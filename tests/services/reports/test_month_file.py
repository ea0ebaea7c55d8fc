"""The file of a month: made of real records, signed, read again; refused in one sentence when it is not what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders.city_builders import a_month, packed, sent
from builders.record_builders import CLERK, a_record
from sample_year import write_year

from gridcounter.bootstrap import open_assessor, open_figures
from gridcounter.core.reports.month_figures import MonthNotBegun, NoSuchMonth
from gridcounter.core.reports.periods import Period
from gridcounter.errors import WrongInput
from gridcounter.services.desks.membership import begin_sharing
from gridcounter.services.office.roles import NotAllowed
from gridcounter.services.record.record import Record
from gridcounter.services.reports.month_file import FiguresRefused, Sent, month_figures, opened, read_file, write_month
from gridcounter.store.desk_keys import desk_key
from gridcounter.store.journal.merge import record_id
from gridcounter.store.signing import signers

ASSESSOR = open_assessor()
NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
LEADER, A_CLERK = "c5", "c2"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    folder = tmp_path_factory.mktemp("hall") / "year"
    record = write_year(folder, applications=90, seed=5, place="jining", until=NOW.date(), days=60, assessor=ASSESSOR)
    yield record
    record.close()


def written(record: Record, folder: Path, month: str = "2026-06", by: str = LEADER) -> Sent:
    return read_file(write_month(open_figures(record, ASSESSOR, by), month, folder, NOW).path)


def test_the_numbers_are_those_of_the_figures_of_that_month(hall: Record, tmp_path: Path) -> None:
    made = opened(written(hall, tmp_path))
    counted = open_figures(hall, ASSESSOR).count(Period(date(2026, 6, 1), date(2026, 6, 30)), NOW.date())
    single = {one.key: one.number for one in made.single}
    compared = [key for key in single if single[key] is not None]
    assert len(compared) > 3
    assert {key: single[key] for key in compared} == {key: counted.get(key).count for key in compared}
    assert {key for key in single if single[key] is None} == {key for key in single if counted.get(key).count in {1, 2}}
    totals = {split.key: split.total for split in made.splits}
    assert totals["accepted"] == counted.get("accepted").count > 20
    assert totals["told"] == totals["accepted"]
    assert (made.month, made.until, made.office.code, made.record) == ("2026-06", None, "YL", record_id(hall.db))


def test_every_accepted_application_is_in_one_row(hall: Record, tmp_path: Path) -> None:
    (split,) = [one for one in opened(written(hall, tmp_path)).splits if one.key == "accepted"]
    assert sum(part.number or 0 for part in split.parts) + (split.together or 0) == split.total
    assert len(split.parts) > 10


def test_nothing_of_a_person_or_an_application_is_in_the_file(hall: Record, tmp_path: Path) -> None:
    text = written(hall, tmp_path).body
    rows = hall.applications.recent(1000)
    assert len(rows) > 50
    for row in rows:
        for said in (row.id, row.number, row.short_code):
            assert said not in text
    names = {value for row in rows for value in _typed(hall, row.id)}
    assert len(names) > 50
    assert [name for name in names if name in text] == []


def _typed(record: Record, application: str) -> Iterator[str]:
    """What was typed of a person, but not a bare number of few digits, which may be any figure."""
    for key, field in record.applications.fields(application).items():
        if key.startswith(("applicant.", "agent.", "premises.address")) and len(str(field.value)) > 3:
            yield str(field.value)


def test_this_month_is_counted_until_today_and_the_next_not_at_all(hall: Record, tmp_path: Path) -> None:
    made = write_month(open_figures(hall, ASSESSOR, LEADER), "2026-07", tmp_path, NOW)
    assert (made.until, opened(read_file(made.path)).until) == (NOW.date(), NOW.date())
    for month, refused in (("2026-08", MonthNotBegun), ("2026-8", NoSuchMonth)):
        with pytest.raises(refused):
            month_figures(open_figures(hall, ASSESSOR, LEADER), month, NOW)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_clerk_without_the_right_to_see_figures_hands_none_out(hall: Record, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        write_month(open_figures(hall, ASSESSOR, A_CLERK), "2026-06", tmp_path, NOW)
    assert list(tmp_path.iterdir()) == []


def test_it_is_signed_by_the_key_of_the_record(hall: Record, tmp_path: Path) -> None:
    assert written(hall, tmp_path).signed_by in {one.public_key for one in signers(hall.db)}


def test_where_desks_share_the_record_it_is_signed_by_the_key_of_the_desk(tmp_path: Path) -> None:
    with a_record(tmp_path / "office") as record:
        begin_sharing(record, CLERK, "1 号台")
        key = desk_key(record.db)
        assert key is not None
        found = written(record, tmp_path / "out", by=CLERK)
        assert found.signed_by == key.signs_with
        assert opened(found).record == record_id(record.db)


def test_a_second_file_of_the_month_takes_the_place_of_the_first(hall: Record, tmp_path: Path) -> None:
    for _ in range(2):
        written(hall, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["jining-YL-2026-06.gcfig"]


def refusal(path: Path, content: bytes) -> str:
    """The sentence, and that there is one alone."""
    path.write_bytes(content)
    with pytest.raises(WrongInput) as refused:
        opened(read_file(path))
    assert len(refused.value.lines) == 1
    assert refused.value.lines[0].startswith(f"{path.name}：")
    return refused.value.lines[0]


GOOD = sent(a_month())
BODY = json.loads(GOOD.body)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是上报全市的数字"),
        (b"%PDF-1.7", "不是上报全市的数字"),
        (b"[]", "不是上报全市的数字"),
        (b"\xff\xfe{}", "不是上报全市的数字"),
        (b"[" * 100_000, "不是上报全市的数字"),
        (packed(GOOD)[:-40], "不是上报全市的数字"),
        (packed(GOOD, more=1), "不是上报全市的数字，或者被改动过"),
        (packed(GOOD, body=7), "不是上报全市的数字，或者被改动过"),
        (packed(GOOD, format="gridcounter-figures-file/2"), "更新版本的程序"),
        (packed(GOOD, body=GOOD.body.replace("30", "31", 1)), "签名和内容不符"),
        (packed(GOOD, body=GOOD.body + " "), "签名和内容不符"),
        (packed(GOOD, signature="0" * 128), "签名和内容不符"),
        (packed(GOOD, signature=""), "签名和内容不符"),
        (packed(GOOD, signed_by=""), "签名和内容不符"),
        (packed(GOOD, signed_by="0" * 64), "签名和内容不符"),
        (packed(GOOD, body="\ud800"), "签名和内容不符"),
        (packed(GOOD, signed_by="", signature="", body="{}"), "写法不对"),
        (packed(GOOD, signed_by="", signature="", body='{"a":1,"a":2}'), "不是上报全市的数字"),
        (packed(GOOD, signed_by="", signature="", body=json.dumps(BODY | {"format": "gridcounter-figures/9"})), "更新"),
        (packed(GOOD, signed_by="", signature="", body=json.dumps(BODY | {"month": "2099-99"})), "写法不对"),
        (packed(GOOD, signed_by="", signature="", body=json.dumps(BODY | {"splits": BODY["splits"] * 2})), "对不上"),
        (b'{"format":"gridcounter-figures-file/1","body":"' + b"a" * 2**21 + b'"}', "超过 1 MB"),
    ],
)  # fmt: skip
def test_what_was_altered_or_is_something_else_is_refused_in_one_sentence(
    content: bytes, said: str, tmp_path: Path
) -> None:
    assert said in refusal(tmp_path / "DQ.gcfig", content)


def test_each_byte_that_is_altered_is_noticed(tmp_path: Path) -> None:
    """Somewhere in the file, at every hundredth byte: nothing is taken that was not signed."""
    content = packed(GOOD)
    path = tmp_path / "DQ.gcfig"
    for at in range(0, len(content), 97):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            found = opened(read_file(path))
        except WrongInput:
            continue
        assert found == opened(GOOD), at


def test_what_the_hub_hands_on_is_checked_in_the_same_way() -> None:
    assert opened(Sent("样例大厅", GOOD.body, GOOD.signed_by, GOOD.signature)) == a_month()
    for wrong in (
        Sent("样例大厅", GOOD.body, "x", GOOD.signature),
        Sent("样例大厅", GOOD.body + " ", GOOD.signed_by, GOOD.signature),
        Sent("样例大厅", " " * 2**21, "", ""),
    ):
        with pytest.raises(FiguresRefused, match="样例大厅"):
            opened(wrong)


def test_the_same_figures_give_the_same_bytes() -> None:
    """The digest of a body names it: a hub that has it need not take it again."""
    digests = {hashlib.sha256(sent(a_month()).body.encode()).hexdigest() for _ in range(3)}
    assert len(digests) == 1
