"""What is noted after each entry are the ends of the record, though they are seldom read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CLERK, a_change, an_opening, stores_in

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.store.journal.ends import ends_of
from gridcounter.store.journal.validators.entries import Standing
from gridcounter.store.stores import WritingStores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[WritingStores]:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        stores.journal.ends()
        yield stores


def test_they_are_not_read_again_after_an_entry_of_its_own(stores: WritingStores) -> None:
    asked = list[str]()
    entry = stores.journal.append(a_change("a1", "applicant.name", "样例面馆", None))
    with stores.db.tracer(lambda sql, _: asked.append(sql)):
        ends = stores.journal.ends()
    assert asked == []
    assert ends == ends_of(stores.db)
    assert ends.heads[entry.device].seq == entry.seq


def test_an_entry_that_was_taken_back_with_others_is_no_end(stores: WritingStores) -> None:
    def enter_and_give_up() -> None:
        with stores.db.atomic():
            stores.journal.append(a_change("a1", "applicant.name", "样例面馆", None))
            assert stores.journal.ends() == ends_of(stores.db)
            raise Refusal("给别人让路")

    with pytest.raises(Refusal):
        enter_and_give_up()
    assert stores.journal.ends() == ends_of(stores.db)


def test_an_act_that_was_refused_is_no_end(stores: WritingStores) -> None:
    with pytest.raises(Refusal):
        stores.journal.append(a_change("a1", "applicant.name", "样例面馆", "another:1"))
    assert stores.journal.ends() == ends_of(stores.db)


def test_what_is_refused_in_the_transaction_of_the_entry_leaves_nothing(stores: WritingStores) -> None:
    def refuse(_: Standing) -> None:
        raise Refusal("先办别的")

    before = stores.journal.count()
    with pytest.raises(Refusal, match="先办别的"):
        stores.journal.append(a_change("a1", "applicant.name", "样例面馆", None), refuse)
    assert stores.journal.count() == before


@pytest.mark.parametrize(
    "act",
    [
        Act(Kind.PASSPHRASE_CHANGED, {"generation": 7}, CLERK),
        Act(Kind.KEY_RENEWED, {"devices_before": [], "ends": [], "key_before": "0123456789abcdef"}, CLERK),
    ],
)
def test_another_wrap_is_an_end_at_once(stores: WritingStores, act: Act) -> None:
    before = stores.journal.ends().wraps
    stores.journal.append(act)
    assert stores.journal.ends() == ends_of(stores.db)
    assert stores.journal.ends().wraps != before


def test_a_new_device_stands_beside_the_others(stores: WritingStores) -> None:
    stores.journal.begin_anew(())
    stores.journal.append(an_opening("a2", "JN1-0002"))
    assert len(stores.journal.ends().heads) == 2
    assert stores.journal.ends() == ends_of(stores.db)
