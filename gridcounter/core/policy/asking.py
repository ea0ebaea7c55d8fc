"""Which questions matter to a case under a pack: those whose answer can change something an applicant is told.

Derived from the pack's conditions alone. A key that is answered already still matters while another answer would
change the outcome; a key that nothing hangs on is not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.policy.compile import compile_pack
from gridcounter.core.policy.decide import ONE_AT_A_TIME
from gridcounter.core.policy.keys import KEYS
from gridcounter.core.policy.question import Circumstances, Question

if TYPE_CHECKING:
    from gridcounter.core.case import Case
    from gridcounter.core.policy.model import PolicyPack

#: Known from elsewhere or asked in other words: nobody is asked these.
_NEVER_ASKED = {"stated_customer", "agent", "rented", "in_force"}

#: Asked in any case: they say what the application is about.
_ALWAYS_ASKED = ("business", "customer", "supply.voltage_kv", "supply.capacity", "works")


def keys_that_matter(case: Case, pack: PolicyPack, baseline: PolicyPack) -> tuple[str, ...]:
    """In the order in which a clerk asks. Parts of the works only where there are works, or where that is open."""
    compiled = compile_pack(pack, baseline)
    with ONE_AT_A_TIME:
        return _keys_that_matter(Question(compiled, case, Circumstances()), case)


def _keys_that_matter(question: Question, case: Case) -> tuple[str, ...]:
    wanted = set(_ALWAYS_ASKED)
    for key in KEYS:
        if key in _NEVER_ASKED or key in wanted:
            continue
        if key.startswith("works.") and case.has_works is not True:
            continue
        if question.hangs_on(key):
            wanted.add(key)
    if case.has_works and case.works is not None:
        wanted.add("works.owner")  # who builds decides who files, whatever the track
    return tuple(key for key in KEYS if key in wanted)
