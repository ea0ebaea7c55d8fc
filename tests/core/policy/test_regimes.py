"""Several regimes in one paper: which one, under which form, and what is said while it is open."""

from __future__ import annotations

from builders.small_papers import PACKS, a_case, a_pack, decided

from gridcounter import paths
from gridcounter.core.impact import PackDifference
from gridcounter.core.notice import answer_of, changes
from gridcounter.core.policy.answers.decision_variants import without_dates
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.services.office.calendars import load_calendar

GRID_SIDE = '[[limit]]\nid = "grid_side"\nlabel = "合计"\notherwise = true\narticle = "1"\n'
TWO_REGIMES = (
    GRID_SIDE
    + """
[[regime]]
id = "promise"
kind = "commitment_instead_of_permit"
name = "承诺制"
form = "commitment_filing"
title = "告知承诺书"
filed_by = ["grid_company"]
start_text = "提供施工图纸和告知承诺书后，即可开工"
article = "2"

[[regime]]
id = "record"
kind = "filing"
label = "实行备案"
form = "filing_record"
title = "备案表"
article = "3"

[[approval]]
id = "promise"
track = "filing"
regime = "promise"
when = { "works.road_age_years" = { at_least = 5 }, "works.length_m" = { at_most = 100 } }
article = "2"

[[approval]]
id = "record"
track = "filing"
regime = "record"
when = { "works.road_age_years" = { less_than = 5 }, "works.length_m" = { at_most = 100 } }
article = "3"

[[approval]]
id = "rest"
track = "permit"
otherwise = true
article = "4"
"""
)
OLD_ROAD = {"length_m": 80, "owner": "applicant", "road_built_on": "2010-01-01"}
ALMOST_A_PERMIT = {"length_m": 80, "owner": "applicant"}


def test_the_pack_of_these_tests_is_sound() -> None:
    assert check_pack(a_pack(TWO_REGIMES), PACKS.baseline) == ()


def test_a_promise_instead_of_a_permit_is_a_filing_and_no_permit() -> None:
    approval = decided(a_pack(TWO_REGIMES), a_case(works=OLD_ROAD)).approval

    assert (approval.track, approval.regime, approval.words) == ("filing", "promise", "实行承诺制")
    assert approval.filing is not None
    assert (approval.filing.kind, approval.filing.form) == ("commitment_instead_of_permit", "commitment_filing")
    assert approval.start_text == "提供施工图纸和告知承诺书后，即可开工"


def test_where_the_supplier_hands_everything_in_the_applicant_files_nothing() -> None:
    assert decided(a_pack(TWO_REGIMES), a_case(works=OLD_ROAD)).approval.actor == "grid_company"


def test_a_settled_track_with_an_open_regime_keeps_the_track_and_names_what_decides() -> None:
    approval = decided(a_pack(TWO_REGIMES), a_case(works=ALMOST_A_PERMIT)).approval

    assert (approval.track, approval.regime, approval.filing) == ("filing", None, None)
    assert approval.needs == ("works.road_age_years",)
    assert [branch.regime for branch in approval.branches] == ["promise", "record"]


def test_an_open_track_names_also_what_parts_its_regimes() -> None:
    approval = decided(a_pack(TWO_REGIMES), a_case(works={})).approval

    assert approval.track == "undetermined"
    assert set(approval.needs) == {"works.length_m", "works.road_age_years"}


def test_the_day_of_a_road_is_asked_where_a_rule_speaks_of_its_age() -> None:
    asked = keys_that_matter(a_case(works=ALMOST_A_PERMIT), a_pack(TWO_REGIMES), PACKS.baseline)

    assert "works.road_built_on" in asked
    assert "works.road_age_years" not in asked


def test_a_pack_of_the_first_edition_has_its_one_regime_under_the_name_of_its_table() -> None:
    filing = '[filing]\nform = "commitment_filing"\ntitle = "承诺表"\nparties = ["builder"]\narticle = ["2"]\n'
    rule = '[[approval]]\nid = "one"\ntrack = "{track}"\narticle = "2"\n'

    found = [
        decided(a_pack(GRID_SIDE + filing + rule.format(track=track))).approval for track in ("filing", "commitment")
    ]

    assert [one.regime for one in found] == ["filing", "filing"]
    assert [one.filing and str(one.filing.kind) for one in found] == ["filing", "commitment_permit"]
    assert found[0].filing is not None
    assert found[0].filing.filed_by == ("builder",)


def test_an_edition_that_changes_only_a_form_is_told_to_those_who_were_told_the_other() -> None:
    old, new = a_pack(TWO_REGIMES), a_pack(TWO_REGIMES.replace('title = "告知承诺书"', 'title = "安全承诺书"'))
    case = a_case(works=OLD_ROAD)

    both = PackDifference(old, new, PACKS.baseline, load_calendar(paths.calendars())).ask(case, Circumstances())

    assert [(one.what, one.before, one.after) for one in both.changes] == [
        ("备案、承诺的表", "告知承诺书", "安全承诺书")
    ]


def test_an_answer_told_before_regimes_had_ids_is_not_changed_by_having_one() -> None:
    case, decision = a_case(works=OLD_ROAD), decided(a_pack(TWO_REGIMES), a_case(works=OLD_ROAD))
    now = answer_of(case, without_dates(decision), Circumstances())
    assert now.regime is not None
    stored = now.model_dump(mode="json")
    del stored["regime"]["id"], stored["regime"]["kind"]

    before = type(now).model_validate(stored)

    assert changes(before, now) == ()


def test_the_output_names_regime_and_filing_with_the_papers_words() -> None:
    answer = to_contract(decided(a_pack(TWO_REGIMES), a_case(works=OLD_ROAD)))
    assert isinstance(answer, dict)

    assert answer["approval"]["regime"] == "promise"
    assert answer["approval"]["filing"]["name"] == "承诺制"
    assert answer["approval"]["filing"]["filed_by"] == ["grid_company"]
