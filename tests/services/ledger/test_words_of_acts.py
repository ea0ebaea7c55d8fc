"""The text of an act afterwards, the effect of an ending, and the edition and mark in force."""

from __future__ import annotations

import json
import secrets
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders.every_kind import EXAMPLES
from builders.filing_builders import TODAY, a_filing_desk, on_the_way
from builders.pack_builders import HIGHER_LIMIT, ONE_CASE, SHORTER_STEP, an_edition
from builders.record_builders import CLERK, a_record, an_answer, an_opening
from builders.told_builders import NOTICE, a_desk, paper_renderer, taken_in
from pypdf import PdfReader

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record import of_office
from gridcounter.core.record.acts import CONTENTS, ON_FILINGS, check
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.reports.periods import Period
from gridcounter.services.applications import intake
from gridcounter.services.applications.demo import create_demo
from gridcounter.services.applications.intake import new_short_code
from gridcounter.services.ledger.filing_words import OF_THE_FILING, words
from gridcounter.services.papers.issuing import prepare
from gridcounter.services.papers.rendering import PaperRenderer
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.reports.figures import FigureService
from gridcounter.store.queries.applications import as_contract

ON = "2026-09-28"
SAID: tuple[tuple[Kind, dict[str, Any], str], ...] = (
    (Kind.ATTACHMENT_ADDED, dict(EXAMPLES[Kind.ATTACHMENT_ADDED]), "添加附件“路径图”"),
    (Kind.ATTACHMENT_REMOVED, {"ref": "d1:3", "why": "传错"}, "移除附件：传错"),
    (Kind.FILING_PREPARED, {}, f"填写备案材料，{ON}"),
    (Kind.FILING_SIGNED, {"by": ["owner", "builder"]}, f"建设单位、施工单位已签章，{ON}"),
    (Kind.FILING_EXPORTED, {"sha256": "0"}, f"导出备案材料，{ON}"),
    (Kind.FILING_PUSHED, {"serial": "T-1"}, f"备案材料已送出，{ON}，流水号 T-1"),
    (Kind.FILING_PUSHED, {"serial": ""}, f"备案材料已送出，{ON}"),
    (Kind.FILING_CONFIRMED, {"number": "备-1"}, f"收到审批部门回执，{ON}，编号 备-1"),
    (Kind.FILING_RETURNED, {"why": "缺图"}, f"退回补正，{ON}，缺图"),
    (Kind.FILING_REFUSED, {"why": "太长"}, f"审批部门答复不属范围，{ON}，太长"),
    (Kind.FILING_WITHDRAWN, {"why": "不建了"}, f"撤回备案，{ON}，不建了"),
    (Kind.FILING_LAPSED, {"why": "过期"}, f"备案失效，{ON}，过期"),
    (Kind.FILING_CHANGED, {"what": "改路径", "why": "有管线"}, f"登记变更，{ON}：改路径（有管线）"),
    (Kind.FORM_POSTED, {"where": "围挡"}, f"现场张贴，{ON}，围挡"),
    (Kind.FORM_TAKEN_DOWN, {"why": "完工"}, f"撤下张贴件，{ON}，完工"),
    (Kind.WORKS_STARTED, {}, f"开工，{ON}"),
    (Kind.INSPECTION_NOTED, {"passed": True, "text": "围挡整齐"}, f"核查合格，{ON}：围挡整齐"),
    (Kind.INSPECTION_NOTED, {"passed": False}, f"核查不合格，{ON}"),
    (Kind.WORKS_RESTORED, {}, f"恢复验收，{ON}"),
    (Kind.BREACH_NOTED, {"text": "未恢复"}, f"登记未履行事项，{ON}，未恢复"),
)


def test_each_act_of_a_filing_reads_as_it_was_done() -> None:
    for kind, text, said in SAID:
        dated = {"on": ON} if kind in ON_FILINGS else {}
        assert words(check(Act(kind, {**dated, **text}, CLERK)), {}) == said
    assert {kind for kind, _, _ in SAID} == OF_THE_FILING
    removed = check(Act(Kind.ATTACHMENT_REMOVED, {"ref": "d1:3", "why": "传错"}, CLERK))
    assert words(removed, {"d1:3": "“路径图”"}) == "移除附件“路径图”：传错"


_FILED = {
    "form": "filing_record",
    "title": "样例备案表",
    "pushed_by": None,
    "receiver": None,
    "post_required": False,
    "may_start": "filed",
}


@pytest.mark.parametrize("confirmed", [True, False])
def test_only_a_start_before_it_was_allowed_is_early(tmp_path: Path, *, confirmed: bool) -> None:
    with a_record(tmp_path / "record") as record:
        record.journal.append(an_opening())
        acts: list[tuple[Kind, dict[str, Any]]] = []
        acts += [(Kind.APPLICATION_ACCEPTED, {"answer": an_answer(regime=_FILED)}), (Kind.FILING_PREPARED, {})]
        acts += [(Kind.FILING_CONFIRMED, {"number": "备-1"})] if confirmed else []
        for kind, text in (*acts, (Kind.WORKS_STARTED, {})):
            record.journal.append(Act(kind, {"on": ON, **text}, CLERK, "a1"))
        service = FigureService(record, open_assessor().calendar, "样例市", "样例大厅")
        early = service.count(Period(TODAY, TODAY), TODAY).get("early")
    assert early.ids == (() if confirmed else ("a1",))


def test_of_two_editions_of_one_first_day_the_one_put_in_force_last_answers(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        versions = []
        for name, change in (("first", SHORTER_STEP), ("second", HIGHER_LIMIT)):
            adoption = PackAdoption(open_application_service(record, open_assessor()))
            edition = adoption.load(an_edition(tmp_path / name, change, cases=ONE_CASE))
            adoption.adopt(edition, None)
            versions.append(edition.pack.version)
        packs = open_application_service(record, open_assessor()).assessor.packs
    assert packs.editions["jining"][-1].version == versions[-1]


def test_a_short_code_that_is_taken_is_not_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_record(tmp_path / "record") as record:
        taken = "A" * intake._SHORT_CODE_LENGTH  # noqa: SLF001
        opening = an_opening()
        record.journal.append(type(opening)(opening.kind, {**opening.payload, "short_code": taken}, "c1", "a1"))
        letters = iter(taken + "B" * len(taken))
        monkeypatch.setattr(secrets, "choice", lambda _: next(letters))
        with record.reading() as stores:
            assert new_short_code(stores) == "B" * len(taken)


def test_what_marks_a_demonstration_is_on_each_of_its_papers(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        prepared = prepare(desk, taken_in(desk))
        (notice,) = PaperRenderer(paper_renderer(desk).paperwork, ("演示",)).draw(prepared, wanted=[NOTICE])
    assert all("演示" in page.extract_text() for page in PdfReader(BytesIO(notice.content)).pages[:1])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.FILING_RETURNED, {"wants": ["补图"]}),
        (Kind.FILING_REFUSED, {"why": "不属范围"}),
        (Kind.FILING_WITHDRAWN, {"why": "不建了"}),
        (Kind.FILING_LAPSED, {"why": "过期"}),
    ],
)
def test_whatever_ends_a_filing_takes_its_posted_copy_down(tmp_path: Path, kind: Kind, values: dict[str, Any]) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FORM_POSTED)
        at.do(kind, **values)
        assert not at.filings.look(at.application, TODAY).filing.is_posted


def test_a_demonstration_holds_all_that_its_files_say(tmp_path: Path) -> None:
    folder = paths.demo_applications() / "desk"
    record = create_demo(tmp_path / "demo", folder, open_assessor())
    try:
        held = [as_contract(record.applications.fields(row.id)) for row in record.applications.recent(9)]
    finally:
        record.close()
    by_name = {one["applicant"]["name"]: one for one in held}
    for path in folder.glob("*.json"):
        values = json.loads(path.read_text("utf-8"))
        one = by_name[values["applicant"]["name"]]
        for part in ("case", "applicant", "agent", "premises", "project"):
            known = {key for key, value in (values.get(part) or {}).items() if value not in (None, {})}
            empty = {
                key for key in known if isinstance(values[part][key], dict) and not any(values[part][key].values())
            }
            assert known - empty <= (one.get(part) or {}).keys(), f"{path.name} {part}"


def test_every_act_on_an_application_has_words_for_its_timeline() -> None:
    """An act without them would end the page in NotImplementedError."""
    silent = {kind for kind, model in CONTENTS.items() if words.dispatch(model) is words.dispatch(object)}
    of_the_office = {kind for kind, model in CONTENTS.items() if issubclass(model, of_office.OfOffice)}
    without = of_the_office | {Kind.FIELDS_CHANGED}  # a change of fields is worded field by field
    assert silent == without, f"to add to services/ledger/act_words.py: {silent - without}"
