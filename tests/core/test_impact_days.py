"""One comparison of two editions for many cases: its cache never mixes cases."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from builders.small_papers import CALENDAR, HEADER, LAST_DAY, PACKS, a_case, a_pack

from gridcounter.core.case import Case
from gridcounter.core.impact import AnswerPart, PackDifference
from gridcounter.core.notice import answer_of, changes
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import PolicyPack

NOTHING = Circumstances()
_DOCUMENT = """
[[document]]
id = "design_documents"
label = "样例图纸"
stage = "application"
state = "{state}"
article = "4"
when = {when}
"""


def a_document(when: str, state: str = "required") -> str:
    return _DOCUMENT.format(when=f"{{ {when} }}", state=state)


def difference(old: PolicyPack, new: PolicyPack) -> PackDifference:
    return PackDifference(old, new, PACKS.baseline, CALENDAR)


def asked_one_by_one(old: PolicyPack, new: PolicyPack, case: Case, circumstances: Circumstances = NOTHING) -> object:
    """What deciding the case twice says, as far as classes, tracks, documents and days go."""
    before, after = (
        answer_of(case, decide(case, pack, PACKS.baseline, CALENDAR, circumstances), circumstances)
        for pack in (old, new)
    )
    return changes(before, after)


_LASTING: list[dict[str, Any]] = [{}, {"supply": {"permanent": True}}, {"supply": {"permanent": False}}]
#: A condition, and cases that it tells apart or leaves open.
ASKED: list[tuple[str, list[dict[str, Any]]]] = [
    ('business = "temporary"', [*_LASTING, {"business": "temporary"}, {"business": "new_connection"}]),
    ('"supply.permanent" = true', [*_LASTING, {"business": "temporary"}]),
    ('"works.length_m" = { at_most = 50 }', [{"works": {"length_m": n}} for n in (49, 50, 50.5, 60)] + [{"works": {}}]),
    ('"site.area" = "urban"', [{"site": {"area": area}, "online": online} for area in (None, "urban", "rural")
                               for online in ([], ["design_documents"])]),
]  # fmt: skip


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("when", "asked"), ASKED, ids=[when for when, _ in ASKED])
def test_cached_answers_of_one_case_are_not_used_for_another(
    when: str,
    asked: list[dict[str, Any]],
    backwards: bool,  # noqa: FBT001
) -> None:
    old, new = a_pack(a_document(when)), a_pack(a_document(when, "waived"))
    shared = difference(old, new)

    for text in reversed(asked) if backwards else asked:
        case = a_case(**text)
        found = shared.ask(case, NOTHING)
        assert found == difference(old, new).ask(case, NOTHING), text
        assert found.changes == asked_one_by_one(old, new, case), text


@pytest.mark.parametrize("backwards", [False, True])
def test_an_edition_is_in_force_on_its_first_and_its_last_day_in_a_comparison_too(backwards: bool) -> None:  # noqa: FBT001
    text = a_document("in_force = true")
    old, new = a_pack(text), a_pack(text, HEADER.replace(LAST_DAY, "").replace("2026-02-01", "2026-12-01"))
    shared = difference(old, new)
    days = ["2026-01-31", "2026-02-01", "2026-11-30", "2026-12-01"]

    found = {}
    for day in reversed(days) if backwards else days:
        case = a_case(on=day)
        found[day] = [(one.before, one.after) for one in shared.ask(case, NOTHING).changes]
        assert shared.ask(case, NOTHING).changes == asked_one_by_one(old, new, case)

    assert [found[day] for day in days] == [[], [("需提交", "")], [("需提交", "")], [("", "需提交")]]


def test_who_acts_and_who_rents_is_part_of_what_is_remembered() -> None:
    old, new = (a_pack(a_document("agent = true, rented = false", state)) for state in ("required", "waived"))
    shared = difference(old, new)

    for agent, rented in product((True, False), repeat=2):
        who = Circumstances(agent=agent, rented=rented)
        assert shared.ask(a_case(), who).changes == asked_one_by_one(old, new, a_case(), who)


def test_editions_that_say_the_same_in_other_clauses_differ_in_nothing() -> None:
    old = a_pack(a_document('"site.area" = "urban"'))
    new = a_pack(a_document('"site.area" = "urban"').replace('article = "4"', 'article = "40"'))

    assert difference(old, new).parts == ()
    assert difference(old, a_pack(a_document('"site.area" = "rural"'))).parts == (
        AnswerPart("document", "design_documents"),
    )
