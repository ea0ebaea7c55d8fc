"""The course of a filing, at four places with four regimes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders.filing_builders import PLACES, TODAY, FilingDesk, a_filing_desk, give_back, on_the_way
from builders.record_builders import tables

from gridcounter import paths
from gridcounter.core.application import ApplicationId
from gridcounter.core.field_labels import field_label
from gridcounter.core.filing.course import Stage, act_label, course, state_label
from gridcounter.core.filing.filing import FilingState
from gridcounter.core.intake.steps import StepKey
from gridcounter.core.papers.definition import GridForm
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.filing.filing_changes import CHANGEABLE, ChangeEmpty, change
from gridcounter.services.filing.filing_list import FilingList
from gridcounter.services.filing.filings import ActDay
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.papers.forms import load_forms

EARLIER = TODAY - timedelta(days=3)
SAID = ActDay(TODAY, TODAY)


def seen(at: FilingDesk) -> Any:  # noqa: ANN401  FilingCase
    return at.filings.look(at.application, TODAY)


def test_where_the_form_is_posted_works_start_by_pushing_and_posting(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path, "jining") as at:
        lines = []
        while (following := seen(at).next) is not None:
            lines.append(act_label(following, seen(at).filing, seen(at).regime))
            if following == Kind.FILING_EXPORTED:
                at.filings.export(at.application, "0" * 64, SAID)
            else:
                at.do(following, by=["owner", "builder"], serial="T-1", number="备-1", where="样例路围挡")
        assert lines == [
            "填写承诺表", "登记签章", "导出推送材料", "登记已推送", "登记张贴",
            "登记开工", "登记备案回执", "登记恢复验收",
        ]  # fmt: skip
        assert seen(at).marks == ()
        assert [step.label for step in course(seen(at).filing, seen(at).regime).stages] == [
            "填写", "签章", "推送", "张贴", "开工", "备案回执", "恢复验收",
        ]  # fmt: skip


def test_where_nothing_is_posted_or_promised_no_such_word_is_on_the_way(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path, "lianyungang") as at:
        words = []
        for last in (Kind.FILING_PREPARED, Kind.FILING_PUSHED, Kind.WORKS_STARTED):
            on_the_way(at, last) if last == Kind.FILING_PREPARED else at.do(last)
            case = seen(at)
            words += [act_label(kind, case.filing, case.regime) for kind in case.acts]
            words += [step.label for step in course(case.filing, case.regime).stages]
            words += [state_label(case.filing, case.regime), *case.marks]
        at.do(Kind.BREACH_NOTED, text="样例")
        words += [*seen(at).marks, *(moment.what for moment in ApplicationCards(at.desk).read(at.application).timeline)]
        assert "登记已提交" in words
        assert not [word for word in words for bad in ("张贴", "承诺", "失信", "推送") if bad in word]
        with pytest.raises(Refusal, match="没有要求在现场张贴"):
            at.do(Kind.FORM_POSTED, where="东门")


@pytest.mark.parametrize("place", PLACES)
def test_each_regime_has_one_next_act_until_the_street_is_restored(tmp_path: Path, place: str) -> None:
    with a_filing_desk(tmp_path, place) as at:
        on_the_way(at, Kind.WORKS_RESTORED)
        assert seen(at).next is None
        assert seen(at).stage == Stage.RESTORED


def test_a_returned_filing_comes_back_as_the_next_version_and_its_posted_copy_is_down(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FORM_POSTED)
        before = at.record.journal.count()
        give_back(at, ["补路径图", " ", "写明夜间施工"], SAID, date(2026, 10, 10))
        assert at.record.journal.count() == before + 2
        filing = seen(at).filing
        assert (filing.state, filing.is_posted, filing.why) == (FilingState.RETURNED, False, "补路径图；写明夜间施工")
        at.filings.note(at.application, Kind.FILING_PREPARED, SAID)
        assert (seen(at).filing.version, seen(at).filing.number) == (2, "备-1")


def test_works_that_began_early_are_recorded_and_marked(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        at.do(Kind.WORKS_STARTED, EARLIER, "现场巡查发现")
        assert seen(at).marks == ("提前开工",)
        on_the_way(at, Kind.FORM_POSTED)
        assert seen(at).marks == ("提前开工",)


def test_an_act_of_an_earlier_day_says_why_it_is_entered_late_and_is_reported_as_such(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        with pytest.raises(Refusal, match="补录"):
            at.do(Kind.FILING_PREPARED, EARLIER)
        at.do(Kind.FILING_PREPARED, EARLIER, "当天断电")
        (late,) = at.told("SELECT on_day, late FROM filing_act")
        assert late == (EARLIER.isoformat(), "当天断电")
        whats = [moment.what for moment in ApplicationCards(at.desk).read(at.application).timeline]
        assert f"填写备案材料，{EARLIER.isoformat()}（补录：当天断电）" in whats


def test_a_day_to_come_has_not_happened(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at, pytest.raises(Refusal, match="晚于今天"):
        at.do(Kind.WORKS_STARTED, TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (Kind.FILING_SIGNED, {"by": []}, "谁已签章"),
        (Kind.FILING_RETURNED, {"wants": [" "]}, "要求补正的内容"),
        (Kind.FILING_WITHDRAWN, {"why": " "}, "原因"),
        (Kind.FORM_POSTED, {}, "张贴地点"),
        (Kind.INSPECTION_NOTED, {"text": "样例"}, "核查结果"),
        (Kind.BREACH_NOTED, {}, "事实"),
    ],
)
def test_an_act_says_what_it_has_to_say(tmp_path: Path, kind: Kind, values: dict[str, Any], said: str) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PUSHED)
        before = at.record.journal.count()
        with pytest.raises(Refusal, match=f"请写明{said}"):
            at.do(kind, **values)
        assert at.record.journal.count() == before


def test_a_change_inside_the_conditions_is_a_row_of_the_form_and_ends_nothing(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path, "lianyungang") as at:
        on_the_way(at, Kind.FILING_CONFIRMED)
        values = {
            "project.builder.name": "样例建设公司",
            "case.works.length_m": 999.0,
            "project.route_from": "样例路 3 号杆",
        }
        assert change(at.desk, at.application, values, "换施工单位", SAID) == ""
        ((text,),) = at.told("SELECT json_extract(told, '$.what') FROM filing_act WHERE kind = 'filing_changed'")
        assert text == "施工单位由 样例安装公司 改为 样例建设公司；线路总长由 400 米改为 999 米"
        assert seen(at).filing.state == FilingState.FILED
        assert at.desk.state(at.application).value("case.works.length_m") == 999


@pytest.mark.parametrize(
    ("place", "values", "said"),
    [
        (
            "lianyungang",
            {"case.works.length_m": 1050},
            "线路总长 1050 米，不满足小于 1000 米的条件；{}办理电力接入行政审批",
        ),
        (
            "liangzihu",
            {"case.works.road_crossing_m": 35},
            "穿越城市道路长度 35 米，超过 30 米上限；{}一般电力接入用户并联审批、限时办理",
        ),
    ],
)
def test_a_change_that_leaves_the_conditions_is_recorded_and_ends_the_filing(
    tmp_path: Path, place: str, values: dict[str, Any], said: str
) -> None:
    with a_filing_desk(tmp_path, place) as at:
        on_the_way(at, Kind.FILING_CONFIRMED)
        said = said.format("不再符合备案条件，改为")
        assert change(at.desk, at.application, values, "绕行", SAID) == said
        filing = seen(at).filing
        assert (filing.state, filing.why) == (FilingState.LAPSED, said)
        assert seen(at).stage == Stage.ENDED


@pytest.mark.parametrize(
    ("values", "why", "said"),
    [
        ({"case.works.length_m": 400}, "绕行", "没有改动"),
        ({"case.works.length_m": 900}, " ", "为什么变更"),
        ({"project.builder.name": None}, "更换", "变更后的施工单位不能空着"),
        ({"project.finish_on": "2026-10-01"}, "提前", "完工日期不能早于计划开工日期"),
        ({"project.start_on": "2026-11-01"}, "推迟", "完工日期不能早于计划开工日期"),
    ],
)
def test_a_change_that_cannot_be_read_is_refused_and_saves_nothing(
    tmp_path: Path, values: dict[str, Any], why: str, said: str
) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_CONFIRMED)
        before = tables(at.record.db)
        with pytest.raises(Refusal, match=said):
            change(at.desk, at.application, values, why, SAID)
        assert tables(at.record.db) == before


def test_a_field_that_may_change_is_called_as_the_application_or_a_form_calls_it(tmp_path: Path) -> None:
    blocks = [block for form in load_forms(paths.forms()).definitions.values() for block in form.block]
    fields = [field for block in blocks if isinstance(block, GridForm) for row in block.rows for field in row]
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_CONFIRMED)
        for field in CHANGEABLE:
            with pytest.raises(ChangeEmpty) as text:
                change(at.desk, at.application, {field: None}, "样例", SAID)
            label = str(text.value).removeprefix("变更后的").removesuffix("不能空着，请填写")
            on_forms = {one.label for one in fields if one.value == f"{{{field}}}"}
            # a change says 开工日期 of what the application calls 计划开工日期
            assert label in on_forms or field_label(field).endswith(label), label


def test_a_change_that_leaves_the_track_open_asks_for_what_decides_it(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path, "lianyungang", **{"case.works.occupies": None}) as at:
        at.desk.save(at.application, "case.works.occupies", [])
        on_the_way(at, Kind.FILING_CONFIRMED)
        at.desk.save(at.application, "case.works.occupies", None)
        with pytest.raises(Refusal, match=r"还不能判定.*占用"):
            change(at.desk, at.application, {"case.works.length_m": 500}, "绕行", SAID)


@pytest.mark.parametrize(
    ("last", "stage"),
    [
        (Kind.FILING_PREPARED, Stage.FILLING),
        (Kind.FILING_PUSHED, Stage.PUSHED),
        (Kind.FILING_CONFIRMED, Stage.FILED),
        (Kind.WORKS_STARTED, Stage.WORKING),
        (Kind.WORKS_RESTORED, Stage.RESTORED),
    ],
)
def test_the_list_and_the_page_agree_on_the_stage_of_a_filing(tmp_path: Path, last: Kind, stage: Stage) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, last)
        listed = FilingList(at.record)
        for today in (TODAY, date(2026, 10, 31)):
            case = at.filings.look(at.application, today)
            (row,) = listed.look(today=today).rows
            assert row.stage == case.stage
            assert [one.application for one in listed.look(stage=case.stage, today=today).rows] == [at.application]
        assert seen(at).stage == stage
        late = {Stage.WORKING: Stage.TO_RESTORE}
        assert listed.look(today=date(2026, 10, 31)).rows[0].stage == late.get(stage, stage)


def test_the_list_finds_an_application_that_has_no_filing_yet(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        listed = FilingList(at.record)
        assert listed.look(today=TODAY).total == 0
        (row,) = listed.look("样例纸箱", today=TODAY).rows
        assert (row.application, row.stage, row.place) == (at.application, Stage.TO_FILL, "样例纸箱厂 10 千伏外线工程")
        assert listed.look("没有这个名字", today=TODAY).total == 0


def test_a_rebuilt_record_has_the_same_history(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.WORKS_STARTED)
        change(at.desk, at.application, {"project.builder.name": "样例建设公司"}, "更换", SAID)
        give_back(at, ["补图"], SAID)
        before = seen(at)
        assert at.record.rebuild().changed == ()
        assert seen(at) == before


@pytest.mark.parametrize(("voltage", "wanted"), [(35, True), (10, False)])
def test_only_where_a_form_is_filed_are_its_fields_lacking(tmp_path: Path, voltage: int, *, wanted: bool) -> None:
    """35 kV is filed there, 10 kV is permitted: nobody has to know a builder before a permit is asked for."""
    builder = {"project.builder.name": None, "project.start_on": None}
    with a_filing_desk(tmp_path, "zaozhuang", **{"case.supply.voltage_kv": voltage}, **builder) as at:
        state = at.desk.state(ApplicationId(at.application))
        named = {"施工单位", "计划开工日期"} <= set(state.lacking[StepKey.APPLICANT])
        assert (named, state.builds) == (wanted, True)
