"""The figures of a month as they leave the office: numbers of the period's figures, small ones hidden, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gridcounter.core.reports.figures import BusinessFigures, Figure, Figures, StepFigures, StepRun
from gridcounter.core.reports.month_figures import (
    Edition,
    MonthFigures,
    MonthNotBegun,
    NoSuchMonth,
    Office,
    month_of,
    period_of_month,
)
from gridcounter.core.reports.small_numbers import FEWEST

BUSINESSES = {"new_connection": "新装", "transfer": "过户", "closing": "销户"}
CLASSES = {"a": "低压居民", "b": "低压非居民", "c": "高压"}
#: What an accepted application may be: of a class, or of another business; and what it was told.
KINDS = ["a", "b", "c", "transfer", "closing", "gone", ""]
TELLINGS = ["once", "again", "none"]


def ids(number: int, what: str = "s") -> tuple[str, ...]:
    return tuple(f"{what}{at}" for at in range(number))


def figures(
    accepted: list[tuple[str, str]],
    single: Mapping[str, int] | None = None,
    steps: tuple[StepFigures, ...] = (),
    as_of: date = date(2026, 11, 3),
) -> Figures:
    """Of October; each of `accepted` has a class or another business, and what it was told."""
    of: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    for number, (kind, telling) in enumerate(accepted):
        of.setdefault(kind, []).append(f"a{number}")
        told.setdefault(telling, []).append(f"a{number}")
    counted = dict.fromkeys(
        ("consulted", "received", "closed", "put_off", "put_off_late", "late", "overdue", "not_entered", "early"), 0
    ) | dict(single or {})
    others = [one for kind in ("transfer", "closing", "gone") for one in of.get(kind, ())]
    return Figures(
        date(2026, 10, 1),
        date(2026, 10, 31),
        as_of,
        "云梯市",
        "样例大厅",
        counts=(
            *(Figure(key, key, ids(number)) for key, number in counted.items()),
            Figure("accepted", "受理", ids(len(accepted), "a")),
            Figure("told_once", "一次告知", tuple(told.get("once", ()))),
            Figure("told_again", "追加告知", (), number=counted.get("told_again", 0)),
            Figure("not_told", "未出告知书", tuple(told.get("none", ()))),
        ),
        classes=(
            *(Figure(f"class.{kind}", kind, tuple(of[kind])) for kind in ("a", "b", "c", "") if of.get(kind)),
            *((Figure("class.other", "其他业务", tuple(others)),) if others else ()),
        ),
        steps=steps,
        filings=(Figure("filings", "填写备案表", ()), Figure("filing.filed", "已备案", (), of="filings")),
        businesses=tuple(
            BusinessFigures(kind, kind, (), tuple(of.get(kind, ())), ()) for kind in ("transfer", "closing", "gone")
        ),
    )


def handed_out(counted: Figures) -> MonthFigures:
    return month_of(
        counted,
        record="ab" * 32,
        office=Office(code="DQ", name="样例大厅", place="yunti", place_name="云梯市"),
        packs=[Edition(number="样例发〔2026〕1号", version="sha256:" + "1" * 64)],
        made_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        program="0.1.0",
        businesses=BUSINESSES,
        classes=CLASSES,
    )


def of(counted: Figures, key: str) -> dict[str, int | None]:
    split = next(one for one in handed_out(counted).splits if one.key == key)
    return {part.key: part.number for part in split.parts}


def test_the_numbers_are_those_of_the_period() -> None:
    accepted = [("a", "once")] * 9 + [("b", "once")] * 5 + [("transfer", "again")] * 4
    made = handed_out(figures(accepted, {"consulted": 7, "received": 20, "closed": 3, "overdue": 0}))
    assert {one.key: one.number for one in made.single if one.number} == {"consulted": 7, "received": 20, "closed": 3}
    assert of(figures(accepted), "accepted") == {
        "class.a": 9,
        "class.b": 5,
        "class.c": 0,
        "business.transfer": 4,
        "business.closing": 0,
        "class.": 0,
    }
    assert of(figures(accepted), "told") == {"told_once": 14, "told_more": 4, "not_told": 0}
    assert [split.total for split in made.splits] == [18, 18, 0]


def test_two_of_a_class_are_hidden_with_the_next_larger_class() -> None:
    accepted = [("a", "once")] * 9 + [("b", "once")] * 5 + [("c", "once")] * 2
    split = next(one for one in handed_out(figures(accepted)).splits if one.key == "accepted")
    assert (split.total, split.together) == (16, 7)
    assert {part.key for part in split.parts if part.number is None} == {"class.b", "class.c"}


def test_every_class_is_a_row_also_where_nobody_asked() -> None:
    """A row that stands there only when it counts somebody would say so, though its number is hidden."""
    assert list(of(figures([]), "accepted")) == list(of(figures([("c", "once")]), "accepted"))


def test_a_business_that_no_edition_has_is_counted_with_what_is_not_known() -> None:
    accepted = [("gone", "once")] * 4 + [("", "once")] * 3 + [("a", "once")] * 8
    assert of(figures(accepted), "accepted")["class."] == 7


@pytest.mark.parametrize(("ended", "number", "mean"), [(1, None, None), (2, None, None), (3, 3, 2.0), (5, 5, 2.0)])
def test_the_days_of_one_or_two_are_not_told(ended: int, number: int | None, mean: float | None) -> None:
    runs = tuple(StepRun(f"a{at}", 2, 2) for at in range(ended))
    (step,) = handed_out(figures([], steps=(StepFigures("plan", "方案答复", 3, working=True, runs=runs),))).steps
    assert (step.number, step.mean) == (number, mean)


def test_a_month_that_is_not_over_says_until_when() -> None:
    assert handed_out(figures([], as_of=date(2026, 10, 31))).until == date(2026, 10, 31)
    assert handed_out(figures([], as_of=date(2026, 11, 1))).until is None
    with pytest.raises(MonthNotBegun):
        handed_out(figures([], as_of=date(2026, 9, 30)))


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026", "26-10", "２０２６-10", "2026-10-01", "1889-10", "\n"])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(NoSuchMonth):
        period_of_month(month)


@settings(max_examples=examples(400))
@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(TELLINGS)), max_size=40),
    st.dictionaries(st.sampled_from(["consulted", "received", "late", "overdue"]), st.integers(0, 9)),
)
def test_no_number_of_one_or_two_leaves_the_office_and_each_hidden_one_could_be_another(
    accepted: list[tuple[str, str]], single: dict[str, int]
) -> None:
    made = handed_out(figures(accepted, single))
    assert made.is_sound()
    numbers = [one.number for one in made.single]
    for split in made.splits:
        numbers += [split.total, split.together, *(part.number for part in split.parts)]
    assert not {1, 2} & set(numbers)
    assert sum(1 for one in made.single if one.number is None) == sum(0 < one < FEWEST for one in single.values())
    # exchanging two classes that are hidden together changes nothing of all that goes out
    hidden = {key for key, number in of(figures(accepted, single), "accepted").items() if number is None}
    total = next(one.total for one in made.splits if one.key == "accepted")
    if total is not None and {"class.a", "class.b"} <= hidden:
        swapped = {"a": "b", "b": "a"}
        other = [(swapped.get(kind, kind), telling) for kind, telling in accepted]
        assert handed_out(figures(other, single)) == made


def changed(**values: object) -> str:
    made = handed_out(figures([("a", "once")] * 9 + [("b", "once")] * 4, {"consulted": 5}))
    return json.dumps(json.loads(made.model_dump_json()) | values)


@pytest.mark.parametrize(
    "values",
    [
        {"month": "2026-13"},
        {"record": "x"},
        {"packs": "none"},
        {"fold": 0},
        {"made_at": "2026-11-03T09:00:00"},
        {"counted_on": "2026-02-30"},
        {"more": 1},
        {"single": [{"key": "consulted", "label": "咨询", "number": -1}]},
        {"single": [{"key": "consulted", "label": "咨询", "number": 10**12}]},
        {"single": [{"key": "consulted", "label": "咨询", "number": True}]},
        {"single": [{"key": "con\nsulted", "label": "咨询", "number": 5}]},
        {"single": [{"key": "consulted", "label": "咨\u0000询", "number": 5}]},
        {"office": {"code": "=1+1", "name": "样例", "place": "yunti", "place_name": "云梯市"}},
    ],
)
def test_what_no_program_of_ours_writes_is_not_read(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MonthFigures.model_validate_json(changed(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"single": [{"key": "consulted", "label": "咨询", "number": 2}]},
        {"single": [{"key": "late", "label": "超", "number": 5}, {"key": "late", "label": "超", "number": 9}]},
        {"splits": [{"key": "accepted", "label": "受理", "total": 13, "parts": [], "together": 4}]},
        {"splits": [a := {"key": "accepted", "label": "受理", "total": 13, "together": None}
                    | {"parts": [{"key": "class.a", "label": "a", "number": 12}]}]},
        {"splits": [a | {"total": 12}, a | {"total": 12}]},
        {"counted_on": "2026-09-30"},
        {"steps": [{"clock": "plan", "label": "方案", "business": "", "limit": 3, "working": True}
                   | {"number": None, "mean": 2.0}]},
    ],
)  # fmt: skip
def test_numbers_that_do_not_fit_each_other_are_not_sound(values: dict[str, object]) -> None:
    assert MonthFigures.model_validate_json(changed()).is_sound()
    assert not MonthFigures.model_validate_json(changed(**values)).is_sound()


def test_a_label_with_line_breaks_is_one_line() -> None:
    office = {"code": "DQ", "name": "样例\n\n合计　9999", "place": "yunti", "place_name": "云梯市"}
    assert "\n" not in MonthFigures.model_validate_json(changed(office=office)).office.name
