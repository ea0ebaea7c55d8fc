"""The name of an approval track comes from the pack, on screen, on record and on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders.paper_builders import PLACES, paperwork, read
from builders.record_builders import an_answer
from builders.told_builders import a_desk, issued, taken_in
from test_read_by_an_outsider import high

from gridcounter.core import labels
from gridcounter.core.labels import track_words
from gridcounter.core.notice import Change, PinnedAnswer, answer_of, changes, read_answer, to_payload
from gridcounter.core.overview.rule_words import rule_words
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import ApprovalRule
from gridcounter.services.papers.notice_summary import summarize_notice
from gridcounter.services.policy.impact import change_words

OURS = ("备案（免行政审批）", "行政许可（告知承诺方式）")
LONG = {"kind": "customer_connection", "length_m": 1500, "road_crossing_m": 35, "occupies": ["carriageway"]}


def test_there_is_no_table_of_our_own_words_for_ways_of_approval() -> None:
    assert not hasattr(labels, "TRACKS")
    settled = ("exempt", "filing", "commitment", "parallel", "permit")
    assert {track_words(track, None) for track in settled} == {"按文件所列条款办理"}
    assert track_words("filing", "样例备案") == "样例备案"
    assert track_words("", "") == ""


def answered(place: str, works: object) -> PinnedAnswer:
    application = read(high(place, **{"case.works": works}))
    decision = paperwork().assessor.assess_application(application)
    return answer_of(application.case, decision, Circumstances())


@pytest.mark.parametrize("place", ["liangzihu", "lianyungang"])
def test_an_answer_keeps_what_the_pack_called_its_track(place: str) -> None:
    short = LONG | {"length_m": 100, "road_crossing_m": 0, "occupies": []}
    before, after = answered(place, short), answered(place, LONG)
    pack = paperwork().assessor.packs.editions[place][-1]
    named = {rule.label for rule, _ in pack.sections["approval"] if isinstance(rule, ApprovalRule)}

    [change] = [one for one in changes(before, after) if one.what == "外线办理方式"]

    assert {before.track_label, after.track_label} <= named
    assert change.before == before.track_label
    assert change.after.startswith(after.track_label)
    assert read_answer(to_payload(after)) == after


def test_another_wording_of_the_same_way_is_no_change() -> None:
    old = read_answer(an_answer(track="filing"))
    assert changes(old, old.model_copy(update={"track_label": "样例备案"})) == ()


def test_a_track_that_a_new_edition_changes_is_printed_in_words() -> None:
    change = Change(what="外线办理方式", before="办理审批，3 个工作日", after="样例备案")
    assert change_words(change) == "外线办理方式：办理审批，3 个工作日 → 样例备案"


@pytest.mark.parametrize("place", PLACES)
def test_the_policy_page_shows_each_track_in_the_words_of_its_pack(place: str) -> None:
    packs = paperwork().assessor.packs
    pack = packs.editions[place][-1]
    for rule, _ in pack.sections["approval"]:
        assert isinstance(rule, ApprovalRule)
        what = rule_words(rule, pack, packs.baseline).what
        assert rule.label is None or what.endswith(rule.label)
        assert not any(word in what for word in OURS)


def test_an_answer_of_before_is_read_out_in_the_words_of_its_edition(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"case.supply.dedicated_line": True})
        issued(desk, application)
        result = summarize_notice(desk, application).lines
        assert "审批事项压减为 3 项以内" in result[1]
        bare = json.loads(desk.record.db.execute("SELECT told FROM answer").fetchone()[0]) | {"track_label": ""}

        desk.record.write(lambda stores: stores.db.execute("UPDATE answer SET told = ?", [json.dumps(bare)]))

        assert summarize_notice(desk, application).lines == result


def test_the_ways_that_an_answer_of_before_left_open_are_read_out_in_the_words_of_its_edition(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        result = summarize_notice(desk, application).lines
        assert result[2].startswith("已告知可能的情形：")
        assert "审批事项压减为 3 项以内" in result[2]
        bare = json.loads(desk.record.db.execute("SELECT told FROM answer").fetchone()[0])
        bare |= {"track_label": "", "branches": [one | {"label": ""} for one in bare["branches"]]}

        desk.record.write(lambda stores: stores.db.execute("UPDATE answer SET told = ?", [json.dumps(bare)]))

        assert summarize_notice(desk, application).lines == result
