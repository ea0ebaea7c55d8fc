"""What the 受理回执 claims is found in a row of the decision: days, spans, starts, labels; it names every limit.

It speaks of no payer and cites no clause: those stand on the notice, in the same rows.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest
from builders.extent import examples
from builders.paper_builders import (
    PLACES,
    a_full_application,
    an_application,
    paperwork,
    plain,
    random_applications,
    read,
)
from test_rows_of_the_notice import STARTS, rows_of, span_of, words_of

from gridcounter.core.papers.form_model import Callout, FieldGrid, ItemTable, Prose
from gridcounter.core.papers.view import Printing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.paper_builders import Raw

    from gridcounter.core.application import Application
    from gridcounter.core.papers.form_model import FormModel
    from gridcounter.core.policy.decision import Decision, Limit, Step

DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
DONE = re.compile(r"最迟(\d{4}年\d{1,2}月\d{1,2}日)(?:（暂估）)?完成([^（；]+)")
AT_ONCE = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)(?:（暂估）)?接电")
SPAN = re.compile(r"(\d+)个工作日")
#: Kilovolts.
RESIDENT = 0.22
#: Limits whose day is not printed where another one disagrees.
WHOLES = ("whole_process", "grid_side")


def edges() -> Iterator[Raw]:
    """Each place's voltages around the year's ends and holidays, where days are reckoned differently."""
    for place in PLACES:
        for on in ("2026-09-30", "2026-12-28", "2026-11-27"):
            for volts, unit in ((RESIDENT, "kW"), (0.4, "kW"), (10, "kVA"), (35, "kVA")):
                connection = "service_drop" if volts == RESIDENT else "works"
                more: dict[str, object] = {"connection": connection} if volts < 1 else {"dedicated_line": False}
                supply = more | {"voltage_kv": volts, "capacity": 100, "unit": unit, "sources": 1, "critical": False}
                for customer in ("resident", "micro_enterprise", "enterprise"):
                    changes = {"case.on": on, "case.supply": supply, "case.customer": customer}
                    yield an_application(place, **changes, received_on=on, deferred=None)
                    early = (date.fromisoformat(on) - timedelta(days=30)).isoformat()
                    yield an_application(place, **changes, received_on=on, deferred=None, **{"case.applied_on": early})


NEW_POLE: Raw = an_application(
    "lianyungang",
    deferred=None,
    **{
        "case.customer": "resident",
        "case.supply": {"voltage_kv": 0.22, "capacity": 8, "unit": "kW", "sources": 1, "connection": "works"},
        "case.works": {"kind": "customer_connection", "occupies": ["footway"], "new_pole_box_or_duct": True},
    },
)
CASES = [NEW_POLE, *map(a_full_application, PLACES), *edges(), *random_applications(20261131, examples(200))]


def days_in(text: str) -> set[date]:
    return {date(*map(int, found)) for found in DAY.findall(text)}


def known_days(application: Application) -> set[date]:
    case, confirmed = application.case, application.office and application.office.policy_confirmed_on
    days = (case.on, case.applied_on, application.received_on, application.issued_on, confirmed)
    return {day for day in days if day}


def receipt_of(raw: Raw) -> tuple[Application, Decision, FormModel, FormModel]:
    application = read(raw)
    decision = paperwork().assessor.assess_application(application)
    papers = paperwork().build(application, ["acceptance_receipt", "one_time_notice"], Printing(accepted=True))
    return application, decision, papers[0].model, papers[1].model


def all_words(model: FormModel) -> str:
    parts = []
    for block in model.blocks:
        match block:
            case Callout(lines=lines):
                parts.append(words_of(lines))
            case Prose(paragraphs=paragraphs):
                parts.append(words_of(paragraphs))
            case FieldGrid(rows=rows):
                parts += [words_of(field.value) for row in rows for field in row]
            case ItemTable():
                parts += [words_of(cell) for row in block.rows if hasattr(row, "cells") for cell in row.cells]
    return "\n".join(parts)


def shown(decision: Decision) -> list[Step | Limit]:
    """A sum that the paper does not give is no limit."""
    return [line for line in decision.clocks if not (line.id == "grid_side" and not line.needs and not span_of(line))]


def wrong_rows(model: FormModel, notice: FormModel, decision: Decision, on: date) -> Iterator[str]:
    text, beside = rows_of(model, "环节、时限", "起算"), rows_of(notice, "环节、时限", "起算")
    doubt = {True: "（是否适用待确认）", False: ""}
    lines = {plain(line.label + doubt[decision.doubted(line.id)]): line for line in shown(decision)}
    if set(text) != set(lines):
        yield f"rows of {set(text) ^ set(lines)}"
    for label, row in text.items():
        line = lines.get(label)
        if line is None or any(row[head] != beside.get(label, {}).get(head) for head in row if head != "环节、时限"):
            yield f"{label}: not as on the notice"
            continue
        start = STARTS[line.counts_from] if line.counts_from else ""
        if not line.needs and (span_of(line) not in row["时限"] or start not in row["起算"]):
            yield f"{line.id}: {row}"
        if days_in(row["届满日期"]) - {line.due_on}:
            yield f"{line.id}: {row['届满日期']}, due on {line.due_on}"
        over = line.due_on is not None and line.due_on < on
        if over is not ("早于受理日" in row["届满日期"]) and days_in(row["届满日期"]):
            yield f"{line.id}: {row['届满日期']} is over: {over}"
        if line.due_on is not None and not days_in(row["届满日期"]) and line.id not in WHOLES:
            yield f"{line.id}: its day {line.due_on} is not said"


def says_whose(line: Step | Limit, label: str, before: str) -> bool:
    """The label stands right before the figure, or what is done by a day does and the figure says from when."""
    start = STARTS[line.counts_from] if line.counts_from else "-"
    return before.endswith(label) or (f"完成{label}" in before and before.endswith(f"（{start}后"))


def wrong_days(reply: str, decision: Decision, on: date) -> Iterator[str]:
    """Each day of 首次答复 is that of the line beside it."""
    lines = {plain(line.label): line for line in shown(decision)}
    done, at_once = DONE.findall(reply), AT_ONCE.findall(reply)
    for text, label in done:
        if label not in lines or days_in(text) != {lines[label].due_on}:
            yield f"{text} is not the day of {label}"
    for text in at_once:
        if not any(days_in(text) == {line.due_on} for line in decision.limits if line.days is not None):
            yield f"{text} is no day of a connection"
    if days_in(reply) and not done and not at_once:
        yield "a day of what?"
    if any(day < on for day in days_in(reply)):
        yield "before it was accepted"


def wrong_spans(reply: str, decision: Decision) -> Iterator[str]:
    """So is each number of working days; two that disagree have no day; silent is what is so throughout."""
    lines = {plain(line.label): line for line in shown(decision)}
    for match in SPAN.finditer(reply):
        before = reply[: match.start()].removesuffix("不超过")
        if not any(str(line.wd) == match[1] and says_whose(line, label, before) for label, line in lines.items()):
            yield f"{match[0]} is nobody's"
    if any(note.id == "resident-clock" for note in decision.notes) and ("不超过" in reply or days_in(reply)):
        yield "two spans disagree"
    if "没有写明时限" in reply and any(map(span_of, lines.values())):
        yield "a limit is in a row"


def wrong_claims(model: FormModel, application: Application, decision: Decision) -> Iterator[str]:
    """What stands above the table: 首次答复 and the arithmetic."""
    rows = rows_of(model, "环节、时限", "起算")
    boxes = {block.title: words_of(block.lines) for block in model.blocks if isinstance(block, Callout)}
    reply = boxes["何时答复"]
    in_rows = {day for row in rows.values() for day in days_in(row["届满日期"])}
    if days_in(reply) - in_rows:
        yield f"首次答复 {reply}: in no row"
    for found in (*wrong_days(reply, decision, application.case.on), *wrong_spans(reply, decision)):
        yield f"首次答复 {reply}: {found}"
    whole = all_words(model)
    allowed = known_days(application) | {line.due_on for line in decision.clocks if line.due_on}
    if isinstance(decision.policy.issued_on, date):
        allowed.add(decision.policy.issued_on)  # whose days they are
    if days_in(whole) - allowed:
        yield f"days {days_in(whole) - allowed}"
    if [word for word in ("出资", "您不用付", "承担") if word in whole]:
        yield "a payer on a receipt"


def wrong_order(application: Application, decision: Decision) -> Iterator[str]:
    """No day before the event that starts it, nor before that of a step that comes earlier."""
    case = application.case
    dated = [(line.due_on, line.id) for line in decision.steps if line.due_on is not None]
    for line in decision.clocks:
        start = (case.applied_on or case.on) if line.counts_from == "applied" else case.on
        if line.due_on is not None and line.due_on < start:
            yield f"{line.id} on {line.due_on}, before {start}"
    for earlier, later in pairwise(dated):
        if later[0] < earlier[0]:
            yield f"{later}, before {earlier}"


def wrong_wholes(model: FormModel, decision: Decision) -> Iterator[str]:
    """A day that another withdraws is no promise: it is a last one (最迟), or it is not printed."""
    rows = rows_of(model, "环节、时限", "起算")
    for whole, step in product(decision.limits, decision.steps):
        printed = rows.get(plain(step.label), {}).get("届满日期", "")
        if whole.due_on and step.due_on and printed and step.due_on > whole.due_on:
            label = whole.label + ("（是否适用待确认）" if decision.doubted(whole.id) else "")
            said = rows[plain(label)]["届满日期"]
            if said and "早于受理日" not in said and "最迟" not in printed:
                yield f"{whole.id} on {whole.due_on}, {step.id} on {step.due_on}"


def wrong(raw: Raw) -> list[str]:
    application, decision, model, notice = receipt_of(raw)
    return [
        *wrong_rows(model, notice, decision, application.case.on),
        *wrong_claims(model, application, decision),
        *wrong_order(application, decision),
        *wrong_wholes(model, decision),
    ]


@pytest.mark.parametrize("place", PLACES)
def test_what_the_receipt_claims_is_in_a_row(place: str) -> None:
    found = [(one, raw["case"]) for raw in CASES if raw["case"]["locality"] == place for one in wrong(raw)]

    assert found == []
