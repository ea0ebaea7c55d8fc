"""The next act of a filing, the offered acts, and their names at the place."""

from __future__ import annotations

from datetime import date

import pytest
from builders.filing_builders import a_filing_act as act
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.filing.course import (
    Stage,
    act_label,
    course,
    next_act,
    open_acts,
    stage_label,
    stage_of,
    state_label,
)
from gridcounter.core.filing.filing import Filing, follow_all
from gridcounter.core.intake.life import StageState
from gridcounter.core.notice import Regime
from gridcounter.core.record.acts import ON_FILINGS
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_filings import OnFiling


def a_regime(may_start: str = "filed", form: str = "commitment_filing", *, pushed_by: str | None = None) -> Regime:
    return Regime(form=form, title="表", pushed_by=pushed_by, receiver=None, post_required=True, may_start=may_start)


PREPARED = act(Kind.FILING_PREPARED)
BY_OWNER, BY_BUILDER = act(Kind.FILING_SIGNED, by=["owner"]), act(Kind.FILING_SIGNED, by=["builder"])
EXPORTED = act(Kind.FILING_EXPORTED)
PUSHED = act(Kind.FILING_PUSHED, "2026-09-29", serial="T-1")
FILED = act(Kind.FILING_CONFIRMED, "2026-09-30", number="备-1")
POSTED = act(Kind.FORM_POSTED, "2026-10-08")
DOWN = act(Kind.FORM_TAKEN_DOWN, "2026-10-09", why="雨淋")
RETURNED = act(Kind.FILING_RETURNED, "2026-09-30", why="缺路径图")
REFUSED = act(Kind.FILING_REFUSED, "2026-09-30", why="不属本科室")
WITHDRAWN = act(Kind.FILING_WITHDRAWN, "2026-09-30", why="不建了")
LAPSED = act(Kind.FILING_LAPSED, "2026-09-30", why="线路加长")
STARTED = act(Kind.WORKS_STARTED, "2026-10-08")
RESTORED = act(Kind.WORKS_RESTORED, "2026-11-02")
CHECKED = act(Kind.INSPECTION_NOTED, "2026-10-20", passed=True, text="")
DONE, NOW, LATER = ORDER = tuple(StageState)
#: The stage in which each act is next, at a place that neither pushes nor permits.
STAGES = {
    Kind.FILING_PREPARED: "填写",
    Kind.FILING_SIGNED: "签章",
    Kind.FILING_PUSHED: "提交",
    Kind.FILING_CONFIRMED: "备案回执",
    Kind.FORM_POSTED: "张贴",
    Kind.WORKS_STARTED: "开工",
    Kind.WORKS_RESTORED: "恢复验收",
}
ENDS = [RETURNED, REFUSED, WITHDRAWN, LAPSED]
SIGNED = [PREPARED, BY_OWNER, BY_BUILDER]


def kinds_of(acts: list[OnFiling]) -> list[Kind]:
    return [next(kind for kind, contents in ON_FILINGS.items() if type(one) is contents) for one in acts]


def kinds(*names: str) -> tuple[Kind, ...]:
    return tuple(Kind[name] for name in names)


@pytest.mark.parametrize(
    ("acts", "offered"),
    [
        ([], kinds("FILING_PREPARED", "WORKS_STARTED")),
        (
            [PREPARED],
            kinds(
                "FILING_PREPARED", "FILING_SIGNED", "FILING_EXPORTED", "FILING_PUSHED", "FILING_CONFIRMED",
                "FORM_POSTED", "WORKS_STARTED", "FILING_CHANGED", "FILING_WITHDRAWN", "FILING_LAPSED",
            ),
        ),
        (
            [*SIGNED, PUSHED],
            kinds(
                "FILING_EXPORTED", "FILING_CONFIRMED", "FILING_RETURNED", "FILING_REFUSED", "FORM_POSTED",
                "WORKS_STARTED", "FILING_CHANGED", "FILING_WITHDRAWN", "FILING_LAPSED",
            ),
        ),
        (
            [*SIGNED, PUSHED, FILED, POSTED, STARTED],
            kinds(
                "FILING_EXPORTED", "FILING_RETURNED", "FILING_REFUSED", "FORM_TAKEN_DOWN", "INSPECTION_NOTED",
                "WORKS_RESTORED", "BREACH_NOTED", "FILING_CHANGED", "FILING_WITHDRAWN", "FILING_LAPSED",
            ),
        ),
        (
            [*SIGNED, PUSHED, FILED, POSTED, STARTED, RESTORED, DOWN],
            kinds("FILING_EXPORTED", "INSPECTION_NOTED", "BREACH_NOTED"),
        ),
        (
            [*SIGNED, PUSHED, POSTED, RETURNED],
            kinds("FILING_PREPARED", "FORM_TAKEN_DOWN", "WORKS_STARTED", "FILING_WITHDRAWN"),
        ),
        ([STARTED], kinds("FILING_PREPARED", "INSPECTION_NOTED", "WORKS_RESTORED", "BREACH_NOTED")),
    ],
    ids=["nothing", "filled in", "pushed", "under way", "restored", "returned", "never filed"],
)  # fmt: skip
def test_just_what_can_have_happened_by_now_is_offered(acts: list[OnFiling], offered: tuple[Kind, ...]) -> None:
    assert open_acts(follow_all(acts), a_regime()) == offered


def test_where_nothing_is_filed_or_posted_neither_is_offered() -> None:
    without_posting = a_regime().model_copy(update={"post_required": False})

    assert Kind.FORM_POSTED not in open_acts(follow_all([PREPARED]), without_posting)
    assert open_acts(Filing(), None) == (Kind.WORKS_STARTED,)


def test_the_acts_that_lead_on_follow_each_other_to_the_end() -> None:
    way = [PREPARED, BY_OWNER, BY_BUILDER, EXPORTED, PUSHED, FILED, POSTED, STARTED, RESTORED]
    lines = [next_act(follow_all(way[:done]), a_regime(pushed_by="grid_company")) for done in range(len(way) + 1)]
    assert lines == [*kinds_of(way), None]

    # a receipt says that the form was signed and pushed, though nobody noted it
    assert next_act(follow_all([PREPARED, FILED]), a_regime(pushed_by="grid_company")) == Kind.FORM_POSTED

    # the start waits for no receipt where the form is posted: that is noted after it
    way = [PREPARED, BY_OWNER, BY_BUILDER, PUSHED, POSTED, STARTED, FILED, RESTORED]
    assert [next_act(follow_all(way[:done]), a_regime("posted")) for done in range(len(way) + 1)] == [
        *kinds_of(way),
        None,
    ]


@pytest.mark.parametrize(
    ("end", "then"), [(RETURNED, Kind.FILING_PREPARED), (REFUSED, None), (WITHDRAWN, None), (LAPSED, None)]
)
def test_only_what_was_returned_is_filled_in_again(end: OnFiling, then: Kind | None) -> None:
    assert next_act(follow_all([*SIGNED, PUSHED, end]), a_regime()) == then
    assert next_act(follow_all([]), None) is None


@pytest.mark.parametrize(
    ("acts", "stage"),
    [
        ([], Stage.TO_FILL),
        ([PREPARED], Stage.FILLING),
        ([*SIGNED, EXPORTED], Stage.FILLING),
        ([*SIGNED, PUSHED], Stage.PUSHED),
        ([*SIGNED, PUSHED, FILED], Stage.FILED),
        ([*SIGNED, PUSHED, STARTED], Stage.WORKING),
        ([*SIGNED, PUSHED, STARTED, RESTORED], Stage.RESTORED),
        ([*SIGNED, PUSHED, STARTED, RETURNED], Stage.RETURNED),
        *(([*SIGNED, PUSHED, STARTED, RESTORED, end], Stage.ENDED) for end in (REFUSED, WITHDRAWN, LAPSED)),
    ],
)
def test_a_list_is_filtered_by_the_stage_of_a_filing(acts: list[OnFiling], stage: Stage) -> None:
    assert stage_of(follow_all(acts), "", date(2026, 12, 1)) == stage


@pytest.mark.parametrize(
    ("regime", "labels"),
    [
        (a_regime(), ["填写", "签章", "提交", "备案回执", "张贴", "开工", "恢复验收"]),
        (
            a_regime("posted", pushed_by="grid_company"),
            ["填写", "签章", "推送", "张贴", "开工", "备案回执", "恢复验收"],
        ),
        (a_regime(form="permit_commitment"), ["填写", "签章", "提交", "许可决定", "张贴", "开工", "恢复验收"]),
        (None, []),
    ],
)  # fmt: skip
def test_the_way_is_that_of_the_place(regime: Regime | None, labels: list[str]) -> None:
    stages = course(follow_all([*SIGNED, PUSHED]), regime).stages

    assert [stage.label for stage in stages] == labels
    assert [stage.state for stage in stages] == [DONE, DONE, DONE, NOW, *[LATER] * 3][: len(labels)]


@given(
    acts=st.lists(
        st.sampled_from(
            [PREPARED, BY_OWNER, BY_BUILDER, EXPORTED, PUSHED, FILED, POSTED, DOWN, *ENDS, STARTED, RESTORED, CHECKED]
        )
    ),
    may_start=st.sampled_from(["filed", "posted"]),
    pushed_by=st.sampled_from([None, "grid_company"]),
    posts=st.booleans(),
)
def test_bar_and_button_of_a_filing_never_disagree(
    acts: list[OnFiling], may_start: str, pushed_by: str | None, *, posts: bool
) -> None:
    regime = a_regime(may_start, pushed_by=pushed_by).model_copy(update={"post_required": posts})
    filing = follow_all(acts)
    life = course(filing, regime)
    now = [stage.label for stage in life.stages if stage.state == NOW]

    assert [stage.state for stage in life.stages] == sorted((stage.state for stage in life.stages), key=ORDER.index)
    if life.act is None:
        assert now == []
    else:
        (label,) = now
        kind = Kind(life.act.about)
        assert STAGES.get(kind, "提交") == label.replace("推送", "提交")
        assert life.act.label == act_label(kind, filing, regime)
        assert kind in open_acts(filing, regime)


ACTS = st.lists(
    st.sampled_from(
        [PREPARED, BY_OWNER, BY_BUILDER, EXPORTED, PUSHED, FILED, POSTED, DOWN, *ENDS, STARTED, RESTORED, CHECKED]
    )
)


WAY = [*SIGNED, EXPORTED, PUSHED, FILED, POSTED, STARTED, RESTORED]


@given(done=st.integers(0, len(WAY)), then=ACTS)
def test_no_act_is_offered_whose_event_another_act_told(done: int, then: list[OnFiling]) -> None:
    """Wherever on its way, and whatever came after it."""
    filing = follow_all([*WAY[:done], *then])
    offered = set(open_acts(filing, a_regime()))

    told = {
        Kind.FILING_PUSHED: filing.is_alive and filing.pushed_on,
        Kind.FILING_CONFIRMED: filing.is_alive and filing.confirmed_on,
        Kind.FORM_POSTED: filing.is_posted,
        Kind.WORKS_STARTED: filing.started_on,
        Kind.WORKS_RESTORED: filing.restored_on,
    }
    assert not offered & {kind for kind, happened in told.items() if happened}
    if filing.restored_on:
        assert not offered & {*kinds_of([RETURNED, REFUSED, WITHDRAWN, LAPSED]), Kind.FILING_CHANGED}


def test_a_permit_is_not_called_a_filing() -> None:
    assert [stage_label(Stage.FILED, form) for form in (None, "commitment_filing", "filing_record")] == ["已备案"] * 3
    assert stage_label(Stage.FILED, "permit_commitment") == "已许可"
    assert stage_label(Stage.WORKING, "permit_commitment") == "施工中"


def test_the_bar_of_a_returned_form_takes_the_marks_of_its_old_version_back() -> None:
    life = course(follow_all([*SIGNED, PUSHED, FILED, STARTED, RETURNED]), a_regime())

    assert [stage.label for stage in life.stages if stage.state == DONE] == ["开工"]
    assert life.act is not None
    assert life.act.label == "填写第 2 版"


def test_after_the_posting_that_permits_the_start_the_bar_says_what_the_button_says() -> None:
    life = course(follow_all([*SIGNED, PUSHED, POSTED]), a_regime("posted"))

    assert [stage.label for stage in life.stages if stage.state == NOW] == ["开工"]
    assert life.act is not None
    assert life.act.label == "登记开工"


def test_an_inspection_is_shown_once_it_took_place_and_not_waited_for() -> None:
    way = [*SIGNED, PUSHED, FILED, POSTED, STARTED]
    before, after = (course(follow_all([*way, *more]), a_regime()) for more in ([], [CHECKED]))

    assert before.act == after.act
    assert [stage.label for stage in after.stages if stage.state == DONE][-1] == "核查"


def test_acts_and_states_are_named_in_the_words_of_the_place() -> None:
    record, pushing, permit = (
        a_regime(form="filing_record"),
        a_regime(pushed_by="grid_company"),
        a_regime(form="permit_commitment"),
    )
    first, returned = Filing(), follow_all([*SIGNED, PUSHED, RETURNED])

    assert [act_label(Kind.FILING_PREPARED, first, one) for one in (record, pushing)] == ["填写备案表", "填写承诺表"]
    assert act_label(Kind.FILING_PREPARED, returned, record) == "填写第 2 版"
    assert act_label(Kind.FILING_PREPARED, follow_all([PREPARED]), record) == "重新填写"
    assert [act_label(Kind.FILING_PUSHED, first, one) for one in (record, pushing)] == ["登记已提交", "登记已推送"]
    assert [act_label(Kind.FILING_EXPORTED, first, one) for one in (record, pushing)] == [
        "导出提交材料",
        "导出推送材料",
    ]
    assert [act_label(Kind.FILING_CONFIRMED, first, one) for one in (record, permit)] == [
        "登记备案回执",
        "登记许可决定",
    ]
    assert [act_label(Kind.BREACH_NOTED, first, one) for one in (record, pushing)] == [
        "登记未按备案施工",
        "登记未履行承诺",
    ]
    filed, pushed = follow_all([PREPARED, PUSHED, FILED]), follow_all([PREPARED, PUSHED])
    assert [state_label(filed, one) for one in (record, permit)] == ["已备案", "已许可"]
    assert [state_label(pushed, one) for one in (record, pushing)] == ["已提交", "已推送"]
    assert state_label(follow_all([PREPARED, EXPORTED]), pushing) == "已导出推送材料"
