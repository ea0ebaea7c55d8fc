"""Which questions matter to a case under a pack: those whose answer can change the applicant's result.

Derived from the pack's conditions, and from the fields of its filing form. An answered key still matters while another
answer would change the outcome; a key without any effect is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.case import Case, Surface, Works, WorksOwner
from gridcounter.core.policy.businesses.rule import other_business
from gridcounter.core.policy.businesses.views import connects, words_of
from gridcounter.core.policy.compile import compile_pack
from gridcounter.core.policy.decide import ONE_AT_A_TIME
from gridcounter.core.policy.diagram import FALSE
from gridcounter.core.policy.evaluation import Circumstances, Question, of_works
from gridcounter.core.policy.keys import ASKED_AS
from gridcounter.core.policy.model import ApprovalRule, PolicyPack

#: Known from other sources or asked in other words: these are never asked.
_NEVER_ASKED = {"stated_customer", "agent", "rented", "in_force"}

#: Printed on the applicant's filing form, so asked whatever depends on them.
_ON_THE_FORM = ("works.kind", "works.length_m", "works.road_crossing_m", "works.occupies")

#: Always asked: they define the application.
_ALWAYS_ASKED = ("business", "customer", "supply.voltage_kv", "supply.capacity", "works")


def keys_that_matter(case: Case, pack: PolicyPack, baseline: PolicyPack) -> tuple[str, ...]:
    """The keys to ask for, in the order of asking; parts of the works only where there may be works."""
    compiled = compile_pack(pack, baseline, case.business)
    with ONE_AT_A_TIME:
        return _keys_that_matter(Question(compiled, case, Circumstances()), case)


def can_matter(key: str, pack: PolicyPack, baseline: PolicyPack) -> bool:
    """Whether there is a case in which the pack needs this key."""
    compiled = compile_pack(pack, baseline)
    with ONE_AT_A_TIME:
        return any(variable.key == key for variable in compiled.diagrams.support(compiled.nodes))


def keys_of_business(business: str | None, pack: PolicyPack, baseline: PolicyPack) -> frozenset[str] | None:
    """The keys that a business beside connecting can ask for; None for connecting, which may ask for all of them."""
    if connects(words_of(other_business(business), pack, baseline)):
        return None
    compiled = compile_pack(pack, baseline, business)
    with ONE_AT_A_TIME:
        keys = {variable.key for variable in compiled.diagrams.support(compiled.nodes)}
    return frozenset(ASKED_AS.get(key, key) for key in (*keys, "business"))


def _keys_that_matter(question: Question, case: Case) -> tuple[str, ...]:
    connecting = connects(question.compiled.translator.business)
    wanted = set(_ALWAYS_ASKED if connecting else ("business",))
    keys = question.compiled.pack.keys
    wanted.update(key for key in keys if key not in wanted and _may_be_asked(key, case) and question.hangs_on(key))
    if case.works is not None and connecting:
        wanted.update(_asked_of_works(question, case.works))
    return tuple(ASKED_AS.get(key, key) for key in keys if key in wanted)


def _asked_of_works(question: Question, works: Works) -> Iterator[str]:
    yield "works.owner"  # the builder decides who files, under every track
    if works.owner in {None, WorksOwner.APPLICANT} and _may_file(question):
        yield from _ON_THE_FORM
        if Surface.CYCLE_LANE in (works.occupies or ()):
            yield "works.cycle_lane_passable"


def _may_be_asked(key: str, case: Case) -> bool:
    return key not in _NEVER_ASKED and (case.has_works is True or not of_works(key))


def _may_file(question: Question) -> bool:
    """The case leads to a filing, or still may."""
    pack = question.compiled.pack
    filed = (each for each in question.compiled.options if each.rule and _has_form(pack, each.rule))
    return any(question.truth(each.node) != FALSE for each in filed)


def _has_form(pack: PolicyPack, rule: ApprovalRule) -> bool:
    regime = pack.regime_of(rule)
    return regime is not None and regime.form is not None
