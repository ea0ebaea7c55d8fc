"""Each row of the notice agrees with its line of the decision: payer, start, length, clause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders.extent import examples
from builders.paper_builders import PLACES, Raw, a_full_application, paperwork, plain, random_applications, read

from gridcounter.core.papers.form_model import Content, FormModel, GroupRow, ItemTable, Prose, Words
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.decision import Bases, Cost, Decision, Limit, Step

PAYERS = {"applicant": "您", "grid_company": "供电企业", "government": "政府", "park": "园区"}
STARTS = {
    "applied": "申请", "accepted": "受理", "signed": "签约", "design_submitted": "送审",
    "mid_inspection_requested": "报请中间检查", "completion_reported": "报验", "plan_fixed": "确定供电方案",
    "approval_accepted": "审批受理",
}  # fmt: skip
CASES = [*(a_full_application(place) for place in PLACES), *random_applications(20261130, examples(200))]


def words_of(content: Content) -> str:
    return plain("".join(part.text for line in content for part in line if isinstance(part, Words)))


def rows_of(model: FormModel, *titles: str) -> dict[str, dict[str, str]]:
    """The rows of the table that has these columns, by their first cell."""
    found: dict[str, dict[str, str]] = {}
    for table in (block for block in model.blocks if isinstance(block, ItemTable)):
        heads = [column.title for column in table.columns]
        if all(title in heads for title in titles):
            for row in table.rows:
                if not isinstance(row, GroupRow):
                    cells = [words_of(cell) for cell in row.cells]
                    found[cells[0]] = dict(zip(heads, cells, strict=True))
    return found


def clause_of(basis: Bases) -> str:
    """The local paper is the first of the sources; general practice has no articles."""
    articles = "、".join(
        f"“{part.article}”一段" if part.source.startswith("临沂日报") and part.article != "全文" else part.article
        for part in basis
        if part.article
    )
    practice = "通用做法" if any(part.article is None for part in basis) else ""
    return plain("；".join(text for text in (articles and f"① {articles}", practice) if text))


def span_of(line: Step | Limit) -> str:
    days = getattr(line, "days", None)
    if days is not None:
        return {0: "当日", 1: "次日"}[days]
    return f"{line.wd}个工作日" if line.wd is not None else ""


def wrong_costs(model: FormModel, costs: tuple[Cost, ...]) -> Iterator[str]:
    result = rows_of(model, "由谁出资", "说明")
    shown = [each for cost in costs if cost.audience != "clerk" for each in cost.apart or (cost,)]
    if len(result) != len(shown):
        yield f"{len(result)} rows of costs for {len(shown)}"
    for cost in shown:
        row = result.get(plain(cost.part + (f"（{cost.upto}）" if cost.upto else "")))
        # a report names nobody
        payer = "由供电企业确认" if cost.reported or cost.payer is None else PAYERS[cost.payer]
        wanted = (payer, clause_of(cost.basis))
        if row is None or (row["由谁出资"], row["依据"]) != wanted or not row["说明"].startswith(plain(cost.label)):
            yield f"cost {cost.id}: {row}, not {wanted}"


def wrong_times(model: FormModel, decision: Decision) -> Iterator[str]:
    result = rows_of(model, "环节、时限", "起算")
    for line in decision.clocks:
        doubt = "（是否适用待确认）" if decision.doubted(line.id) else ""
        row = result.get(plain(line.label + doubt))
        if row is None or line.needs:
            if row is None and span_of(line):
                yield f"{line.id}: no row"
            continue
        start = STARTS[line.counts_from] if line.counts_from else ""
        if row["依据"] != clause_of(line.basis) or span_of(line) not in row["时限"] or start not in row["起算"]:
            yield f"{line.id}: {row}, not from {start}, {span_of(line)}, {clause_of(line.basis)}"
        others = [word for word in STARTS.values() if word in row["起算"] and word not in start]
        if others:
            yield f"{line.id}: counts from {others}"


def wrong_documents(model: FormModel, decision: Decision) -> Iterator[str]:
    result = rows_of(model, "资料", "状态")
    for document in decision.documents:
        row = result.get(plain(document.label))
        if row is not None and row["依据"] != clause_of(document.basis):
            yield f"document {document.id}: {row['依据']}"
        if (
            row is not None
            and document.accepts
            and plain(document.accepts[0]) not in row["可以是，由谁出具（通用做法）"]
        ):
            yield f"document {document.id}: accepts {row}"


def wrong_prose(model: FormModel, decision: Decision) -> Iterator[str]:
    whole = plain("".join(words_of(block.paragraphs) for block in model.blocks if isinstance(block, Prose)))
    for right in decision.rights:
        result = plain(f"{right.label}（{clause_of(right.basis)}）")
        if (result in whole) is (right.audience == "clerk"):
            yield f"right {right.id}"
    for note in decision.notes:
        if note.kind == "conflict" and plain(note.text) in whole:
            yield f"note {note.id}"


def wrong(raw: Raw) -> list[str]:
    application = read(raw)
    decision = paperwork().assessor.assess_application(application)
    [form] = paperwork().build(application, ["one_time_notice"], Printing())
    model = form.model
    return [
        *wrong_costs(model, decision.costs),
        *wrong_times(model, decision),
        *wrong_documents(model, decision),
        *wrong_prose(model, decision),
    ]


@pytest.mark.parametrize("place", PLACES)
def test_every_row_says_what_the_decision_says(place: str) -> None:
    found = [one for raw in CASES if raw["case"]["locality"] == place for one in wrong(raw)]

    assert found == []
