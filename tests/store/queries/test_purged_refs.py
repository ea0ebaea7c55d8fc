"""What was purged is told once to whoever keeps sealed copies of it, and what comes later as it comes."""

from __future__ import annotations

from builders.record_builders import a_change, an_opening
from builders.shared_records import RULE, three_desks

from gridcounter.core.record.journal import Kind
from gridcounter.store.custody.purge import purge
from gridcounter.store.queries.purged_refs import PurgedRefs, purged_refs_since


def test_entries_of_a_purged_application_are_told_once_and_one_that_comes_later_then() -> None:
    """The fault: what another desk entered before it knew of the purge would stay at the hub for ever."""
    first, second, _ = three_desks()
    opened = first.journal.append(an_opening())
    closed = first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    first.journal.append(an_opening("a2", "JN1-0002"))
    second.take_from(first)
    assert purged_refs_since(first.db).refs == ()
    late = second.journal.append(a_change("a1", "applicant.phone", "13800000000", None))
    purge(first.db, first.journal, ["a1"], "c1", RULE)

    told = purged_refs_since(first.db)

    assert told.refs == ((opened.device, opened.seq), (closed.device, closed.seq))
    assert purged_refs_since(first.db, told.place) == PurgedRefs((), told.place)
    first.take_from(second)
    assert purged_refs_since(first.db, told.place).refs == ((late.device, late.seq),)
