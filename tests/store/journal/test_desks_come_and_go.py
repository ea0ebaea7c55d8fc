"""An office whose desks are retired, join late, are put back and copied: who takes part ends with the same tables."""

from __future__ import annotations

from collections import Counter

import pytest
from builders.changing_office import an_office
from builders.extent import examples

from gridcounter.core.record.journal import Kind


@pytest.mark.parametrize("seed", range(examples(40)))
def test_two_that_let_each_other_in_end_with_the_same_tables_and_a_rebuild_changes_nothing(seed: int) -> None:
    """Whatever a retired desk entered, before or after, and whichever way it came."""
    assert an_office(seed).wrong_at_the_end() == []


def test_those_histories_have_all_of_it() -> None:
    """Else they would say nothing: retired desks whose later entries came in, purges in two steps, late desks."""
    did, came = Counter[str](), Counter[str]()
    for seed in range(24):
        office = an_office(seed)
        did += office.did
        for one, _ in office.exchanging()[:1]:
            kinds = [entry.kind for entry in one.desk.written()]
            came += Counter(
                retired=kinds.count(Kind.DESK_RETIRED),
                announced=kinds.count(Kind.PURGE_ANNOUNCED),
                purged=kinds.count(Kind.RECORDS_PURGED),
                late=one.desk.db.execute(_OF_RETIRED).fetchone()[0],
            )
    assert min(did[what] for what in ("retire", "join", "put_back", "copy", "exchange")) > 0, did
    assert min(came[what] for what in ("retired", "announced", "purged", "late")) > 1, came


#: Entries by desks that were retired, later by the clock than that.
_OF_RETIRED = (
    "SELECT count(*) FROM journal JOIN desk USING (device) JOIN journal AS gone "
    "ON gone.device || ':' || gone.seq = desk.retired WHERE journal.hlc > gone.hlc"
)
