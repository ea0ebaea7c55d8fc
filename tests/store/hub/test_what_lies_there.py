"""Keys, papers, purged entries, figures and hints: kept for the office, and for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders.hub_builders import SIGNATURE, SIGNER, Chain
from builders.hub_server import MadeHub

from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import MOST_PART_BYTES, Hub, KeyBox, PulledBox
from gridcounter.store.hub.refusals import HubNotAllowed, HubTooMuch

NAME, OTHER = "a" * 64, "b" * 64
KEY = KeyBox("7", "age1desk", b"sealed key", SIGNER, SIGNATURE)


def test_a_purged_entry_keeps_its_hash_and_the_chain_goes_on(hub_access: HubAccess) -> None:
    chain = Chain()
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 4)
        hub.blank([f"{chain.device}:2", f"{chain.device}:900", "elsewhere:1"])
        hub.blank([f"{chain.device}:3"], [b"sealed"])
        boxes = [chain.box(1)[1], b"", b"sealed", chain.box(4)[1]]
        assert hub.pull(chain.device, 0, 9) == [PulledBox(at, chain.box(at)[0], boxes[at - 1]) for at in range(1, 5)]
        # who pushes it again fills nothing in
        assert chain.push(hub, 1, 5) == 5
        assert hub.pull(chain.device, 1, 1) == [PulledBox(2, chain.box(2)[0], b"")]


def test_nothing_longer_is_put_in_the_place_of_an_entry(hub_access: HubAccess) -> None:
    chain = Chain()
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 1)
        hub.blank([f"{chain.device}:1"], [chain.box(1)[1] + b"x"])
        assert hub.pull(chain.device, 0, 1) == [PulledBox(1, *chain.box(1))]


def test_more_is_blanked_than_goes_into_one_call(hub_access: HubAccess) -> None:
    chain = Chain()
    with Hub(hub_access) as hub:
        for first in (1, 1001):
            chain.push(hub, first, first + 999)
        hub.blank([f"{chain.device}:{seq}" for seq in range(1, 2001)])
        assert {one.box for first in (0, 1000) for one in hub.pull(chain.device, first, 1000)} == {b""}


def test_a_key_lies_there_for_each_desk_it_is_sealed_to(hub_access: HubAccess) -> None:
    others = [replace(KEY, for_desk=f"age1{number}") for number in range(3)]
    with Hub(hub_access) as hub:
        hub.put_key_boxes([])
        hub.put_key_boxes([KEY, *others])
        hub.put_key_boxes([renewed := replace(KEY, box=b"again"), replace(KEY, key_id="8")])
        assert hub.key_boxes(KEY.for_desk) == [renewed, replace(KEY, key_id="8")]
        assert hub.key_boxes_there("7") == {KEY.for_desk, *(one.for_desk for one in others)}
        assert (hub.key_boxes("nobody"), hub.key_boxes_there("9")) == ([], set())


def test_a_paper_is_there_once_all_its_parts_are(hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        assert hub.blob(NAME) is None
        hub.put_blob(NAME, 2, 3, b"two")
        hub.put_blob(NAME, 1, 3, b"one")
        assert (hub.blob(NAME), hub.blobs_there([NAME, OTHER])) == (None, set())
        hub.put_blob(NAME, 3, 3, bytes(MOST_PART_BYTES))
        hub.put_blob(NAME, 3, 3, b"again")
        hub.put_blob(NAME, 1, 1, b"other parts")
        assert hub.blob(NAME) == [b"one", b"two", bytes(MOST_PART_BYTES)]
        many = [f"{number:064x}" for number in range(2000)]
        assert hub.blobs_there([*many, NAME, OTHER]) == {NAME}
        hub.drop_blobs([*many, NAME, OTHER])
        assert hub.blob(NAME) is None


def test_parts_of_another_size_take_the_place_of_a_paper_that_never_became_whole(hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        hub.put_blob(NAME, 1, 3, b"one of three")
        for part in (1, 2):
            hub.put_blob(NAME, part, 2, b"%d of two" % part)
        assert hub.blob(NAME) == [b"1 of two", b"2 of two"]
        with pytest.raises(HubTooMuch):
            hub.put_blob(OTHER, 1, 1, bytes(MOST_PART_BYTES + 1))


def test_the_city_reads_figures_of_all_offices_and_nothing_else(new_hub: MadeHub, hub_access: HubAccess) -> None:
    chain, other = Chain(), new_hub.office()
    with Hub(hub_access) as hub, Hub(other) as beside:
        chain.push(hub, 1, 3)
        hub.put_figures("2026-10", '{"accepted": 1}', SIGNER, SIGNATURE)
        hub.put_figures("2026-11", '{"accepted": 2}', SIGNER, SIGNATURE)
        hub.put_figures("2026-11", '{"accepted": 3}', SIGNER, "later")
        beside.put_figures("2026-11", '{"accepted": 4}', SIGNER, SIGNATURE)
        with pytest.raises(HubNotAllowed):
            hub.city_figures("2026-01", "2026-12")
    with Hub(new_hub.city()) as city:
        found = city.city_figures("2026-11", "2026-12")
        assert [(one.office, one.month, one.body, one.signature) for one in found] == sorted([
            (hub_access.office, "2026-11", '{"accepted": 3}', "later"),
            (other.office, "2026-11", '{"accepted": 4}', SIGNATURE),
        ])  # fmt: skip
        assert city.hello().protocol == 1
        for refused in (
            city.heads,
            city.last_seen,
            lambda: city.pull(chain.device, 0, 1),
            lambda: chain.push(city, 1, 1),
            lambda: city.put_figures("2026-11", "{}", SIGNER, SIGNATURE),
            lambda: city.blob(NAME),
            lambda: city.key_boxes("age1desk"),
            lambda: city.wait_for_hint(0),
        ):
            with pytest.raises(HubNotAllowed):
                refused()


def test_a_push_is_hinted_at_to_those_of_the_same_office_alone(new_hub: MadeHub, hub_access: HubAccess) -> None:
    chain = Chain()
    with Hub(hub_access) as hub, Hub(new_hub.desk(hub_access)) as other, Hub(new_hub.office()) as foreign:
        # nobody heard what was before: the first call tells to look
        assert [one.wait_for_hint(0) for one in (other, foreign)] == [True, True]
        assert [one.wait_for_hint(0) for one in (other, foreign)] == [False, False]
        chain.push(hub, 1, 3)
        assert other.wait_for_hint(30)
        foreign.heads()  # an answer comes after all hints of before
        assert not foreign.wait_for_hint(0)
        chain.push(hub, 4, 5)
        chain.push(hub, 6, 7)
        # what comes while something else is asked for is not lost
        assert other.heads()[chain.device].seq == 7
        assert [other.wait_for_hint(30), other.wait_for_hint(0)] == [True, False]


def test_pushing_what_is_there_already_hints_at_nothing(new_hub: MadeHub, hub_access: HubAccess) -> None:
    chain = Chain()
    with Hub(hub_access) as hub, Hub(new_hub.desk(hub_access)) as other:
        chain.push(hub, 1, 3)
        other.wait_for_hint(0)
        chain.push(hub, 1, 3)
        other.heads()
        assert not other.wait_for_hint(0)


def test_who_was_last_here_is_known_of_the_desks_of_the_office(new_hub: MadeHub, hub_access: HubAccess) -> None:
    other = new_hub.desk(hub_access)
    with Hub(new_hub.office()) as foreign:
        foreign.hello()
    with Hub(hub_access) as hub:
        assert hub.last_seen() == {}
        with Hub(other) as second:
            first_seen = second.hello().now
        hub.hello()
        assert hub.last_seen().keys() == {hub_access.login, other.login}
        assert hub.last_seen()[other.login] <= first_seen < hub.hello().now
