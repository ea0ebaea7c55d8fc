"""After any acts and refusals the tables agree with the journal: rebuilding them changes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from builders.extent import examples
from builders.record_builders import CLERK, PDF, Clock, a_day_of_entries, a_paper, an_opening, stores_in, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.store.journal.table_integrity import DEVICE, is_other_device
from gridcounter.store.stores import WritingStores

names = st.sampled_from(["a1", "a2", "a3"])
fields = st.sampled_from(["applicant.name", "case.on", "works", "works.length_m"])
values = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=3)
days = st.dates().map(str)
acts = st.one_of(
    st.tuples(st.just("open"), names, st.integers(1, 4), st.dictionaries(fields, values, max_size=2)),
    st.tuples(st.just("change"), names, fields, values, st.booleans()),
    st.tuples(st.just("told"), names, st.just(Kind.MATERIALS_RECEIVED), st.fixed_dictionaries({"on": days})),
    st.tuples(st.just("told"), names, st.just(Kind.APPLICATION_ACCEPTED), st.fixed_dictionaries({"on": days})),
    st.tuples(st.just("told"), names, st.just(Kind.APPLICATION_CLOSED), st.fixed_dictionaries({"why": st.text()})),
    st.tuples(
        st.just("told"),
        names,
        st.sampled_from([Kind.DOCUMENT_RECEIVED, Kind.DOCUMENT_DEFERRED]),
        st.fixed_dictionaries({"document": st.sampled_from(["identity", "premises"]), "label": st.text(max_size=4)}),
    ),
    st.tuples(st.just("told"), names, st.just(Kind.OFFICIAL_NUMBER_ENTERED), st.fixed_dictionaries({"number": days})),
    st.tuples(st.just("issue"), names),
    st.tuples(st.just("paper"), names, st.sampled_from([Kind.PAPER_DELIVERED, Kind.PAPER_VOIDED])),
    st.tuples(st.just("reserve"), st.lists(st.integers(1, 6), max_size=3)),
    st.tuples(st.just("clock"), st.integers(2000, 2030)),
    st.tuples(st.just("device"), st.sampled_from(["00000000", "ffffffff"])),
)


def do(stores: WritingStores, clock: Clock, act: tuple[Any, ...]) -> None:
    match act:
        case ("open", name, number, opened):
            stores.journal.append(an_opening(name, f"JN1-{number:04d}", opened))
        case ("change", name, field, value, stale):
            found = stores.applications.fields(name).get(field)
            change = {"to": value, "over": None if stale or found is None else found.ref}
            stores.journal.append(Act(Kind.FIELDS_CHANGED, {"fields": {field: change}}, CLERK, name))
        case ("told", name, kind, values):
            stores.journal.append(Act(kind, values, CLERK, name))
        case ("issue", name):
            digest, version = stores.archive.keep(PDF), stores.papers.next_version(name, "one_time_notice")
            stores.journal.append(a_paper(name, sha256=digest, version=version))
        case ("paper", name, kind):
            issued = stores.papers.of(name)
            ref = issued[-1].ref if issued else "none:1"
            said = {"how": "in_person"} if kind == Kind.PAPER_DELIVERED else {"why": "misprint"}
            stores.journal.append(Act(kind, {"ref": ref, **said}, CLERK, name))
        case ("reserve", numbers):
            values = {"numbers": [f"JN1-{number:04d}" for number in numbers], "purpose": "drawer"}
            stores.journal.append(Act(Kind.NUMBERS_RESERVED, values, CLERK))
        case ("clock", year):
            clock.at = clock.at.replace(year=year)
        case ("device", name):
            stores.journal.device = name  # as if its entries had been brought over


@settings(derandomize=True, deadline=None, max_examples=examples(60))
@given(st.lists(acts, max_size=40))
def test_a_rebuild_gives_the_very_same_tables(done: list[tuple[Any, ...]]) -> None:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, stores_in(Path(folder), clock) as stores:
        for act in done:
            before, count = tables(stores.db), stores.journal.count()
            try:
                do(stores, clock, act)
            except Refusal:
                assert (tables(stores.db), stores.journal.count()) == (before, count)
        before = tables(stores.db)
        put_right = (DEVICE,) if is_other_device(stores.db) else ()

        rebuilt = stores.journal.rebuild()

        assert rebuilt.changed == put_right
        assert rebuilt.entries == stores.journal.count()
        assert tables(stores.db) == before
        assert stores.journal.verify() is None
        assert stores.damage() == ()


def test_a_table_that_was_changed_behind_the_journal_is_named_and_mended(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        before = tables(stores.db)
        stores.db.execute("UPDATE application SET accepted_on = '2026-09-01' WHERE id = 'a1'")
        stores.db.execute("DELETE FROM document")

        rebuilt = stores.journal.rebuild()

        assert rebuilt.changed == ("application", "document")
        assert tables(stores.db) == before
