"""What one desk pushes the others pull, each entry once, in the order of its device."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from builders.extent import some
from builders.hub_builders import SIGNATURE, SIGNER, Chain
from builders.hub_server import MadeHub

from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import MOST_BYTES, MOST_ENTRIES, Hub, HubHead, PulledBox
from gridcounter.store.hub.refusals import HubForked, HubGap, HubNotAllowed, HubTooMuch, HubUnreachable


def pulled(chain: Chain, first: int, last: int) -> list[PulledBox]:
    return [PulledBox(seq, *chain.box(seq)) for seq in range(first, last + 1)]


def test_what_one_desk_pushes_another_pulls(new_hub: MadeHub, hub_access: HubAccess) -> None:
    chain = Chain()
    with Hub(hub_access) as hub:
        assert chain.push(hub, 1, 5) == 5
    with Hub(new_hub.desk(hub_access)) as other:
        assert other.heads() == {chain.device: HubHead(5, chain.box(5)[0], SIGNER, SIGNATURE)}
        assert other.pull(chain.device, 0, 3) == pulled(chain, 1, 3)
        assert other.pull(chain.device, 3, 100) == pulled(chain, 4, 5)
        assert other.pull(chain.device, 5, 100) == other.pull("no such device", 0, 100) == []


def test_any_desk_of_the_office_pushes_what_another_wrote(new_hub: MadeHub, hub_access: HubAccess) -> None:
    """What came by stick reaches the hub through whoever has a line."""
    chain = Chain()
    with Hub(hub_access) as hub, Hub(new_hub.desk(hub_access)) as other:
        chain.push(hub, 1, 3)
        assert chain.push(other, 4, 6) == 6
        assert hub.pull(chain.device, 0, 10) == pulled(chain, 1, 6)


@pytest.mark.parametrize("again", some([(1, 5), (2, 3), (5, 5), (1, 8), (3, 8), (6, 8)]))
def test_what_is_pushed_again_or_overlaps_is_there_once(hub_access: HubAccess, again: tuple[int, int]) -> None:
    chain = Chain()
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 5)
        assert chain.push(hub, *again, signature="later") == max(5, again[1])
        assert hub.pull(chain.device, 0, 100) == pulled(chain, 1, max(5, again[1]))
        # a signature is of the head that it was made for
        assert hub.heads()[chain.device].signature == ("later" if again[1] > 5 else SIGNATURE)


@pytest.mark.parametrize("first", [2, 7, 900])
def test_a_gap_is_refused_and_nothing_of_it_is_there(hub_access: HubAccess, first: int) -> None:
    chain, new = Chain(), Chain("another")
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 5)
        with pytest.raises(HubGap, match=new.device):
            new.push(hub, first, first + 1)
        if first > 6:
            with pytest.raises(HubGap, match=chain.device):
                chain.push(hub, first, first + 1)
        assert hub.heads().keys() == {chain.device}
        assert hub.pull(chain.device, 0, 100) == pulled(chain, 1, 5)


@pytest.mark.parametrize(
    ("forked", "first", "last"), [(1, 1, 5), (3, 1, 5), (3, 3, 4), (5, 4, 8), (5, 6, 8), (5, 1, 5)]
)
def test_two_histories_of_a_device_are_refused(hub_access: HubAccess, forked: int, first: int, last: int) -> None:
    chain = Chain()
    copied = replace(chain, history="copy", forked=forked)
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 5)
        with pytest.raises(HubForked) as raised:
            copied.push(hub, first, last)
        assert raised.value.device == chain.device
        assert hub.pull(chain.device, 0, 100) == pulled(chain, 1, 5)
        assert chain.push(hub, 6, 7) == 7


def test_a_push_after_a_late_commit_waits_and_loses_nothing(new_hub: MadeHub, hub_access: HubAccess) -> None:
    """Who commits first is seen first, and who reads meanwhile gets the other's entries afterwards all the same."""
    early, late = Chain("early"), Chain("late")
    with Hub(hub_access) as hub, Hub(new_hub.desk(hub_access)) as slow:
        slow._db.autocommit = False  # noqa: SLF001  its transaction is held open
        late.push(slow, 1, 3)
        early.push(hub, 1, 3)
        seen = {device: head.seq for device, head in hub.heads().items()}
        assert seen == {"early": 3}
        slow._db.commit()  # noqa: SLF001
        assert hub.pull("late", seen.get("late", 0), 100) == pulled(late, 1, 3)
        assert {device: head.seq for device, head in hub.heads().items()} == {"early": 3, "late": 3}


@pytest.mark.parametrize("there", [0, 2])
def test_two_who_push_the_same_at_once_push_it_once(new_hub: MadeHub, hub_access: HubAccess, there: int) -> None:
    chain = Chain()
    with Hub(hub_access) as hub, Hub(new_hub.desk(hub_access)) as other, ThreadPoolExecutor() as threads:
        if there:
            chain.push(hub, 1, there)
        hub._db.autocommit = False  # noqa: SLF001  its transaction is held open
        chain.push(hub, there + 1, 5)
        waiting = threads.submit(chain.push, other, there + 1, 8)
        waits = f"SELECT 1 FROM pg_stat_activity WHERE pid = {other._db.info.backend_pid} AND wait_event_type = 'Lock'"  # noqa: SLF001, S608
        while not new_hub.said(waits):
            assert not waiting.done()
        hub._db.commit()  # noqa: SLF001
        assert waiting.result(60) == 8
        hub._db.autocommit = True  # noqa: SLF001
        assert hub.pull(chain.device, 0, 100) == pulled(chain, 1, 8)


@pytest.mark.parametrize("at", some(range(0, 200, 20), 4))
def test_a_connection_killed_between_two_pushes_leaves_the_chain_whole(
    new_hub: MadeHub, hub_access: HubAccess, at: int
) -> None:
    chain = Chain()
    with Hub(hub_access) as hub:
        for first in range(1, 200, 20):
            if first > at:
                # in the middle of the next one: its transaction is open and never commits
                hub._db.autocommit = False  # noqa: SLF001
                chain.push(hub, first, first + 19)
                new_hub.said(f"SELECT pg_terminate_backend({hub._db.info.backend_pid}, 5000)")  # noqa: SLF001
                with pytest.raises(HubUnreachable):
                    hub.heads()
                break
            chain.push(hub, first, first + 19)
    with Hub(hub_access) as again:
        there = again.heads()[chain.device].seq if at else 0
        assert there == at
        for first in range(there - 5 if there else 1, 200, 20):
            chain.push(again, first, min(200, first + 19))
        assert again.pull(chain.device, 0, 1000) == pulled(chain, 1, 200)


def test_a_server_that_is_ended_is_told_as_no_line(new_hub: MadeHub, hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        new_hub.said(f"SELECT pg_terminate_backend({hub._db.info.backend_pid}, 5000)")  # noqa: SLF001
        with pytest.raises(HubUnreachable):
            Chain().push(hub, 1, 2)


def test_no_more_is_pushed_at_once_than_can_be_pulled(hub_access: HubAccess) -> None:
    chain = Chain()
    digest = chain.box(1)[0]
    with Hub(hub_access) as hub:
        with pytest.raises(HubTooMuch):
            hub.push(chain.device, 1, chain.before(1), chain.boxes(1, MOST_ENTRIES + 1), SIGNER, SIGNATURE)
        with pytest.raises(HubTooMuch):
            hub.push(chain.device, 1, chain.before(1), [(digest, bytes(MOST_BYTES + 1))], SIGNER, SIGNATURE)
        assert hub.push(chain.device, 1, chain.before(1), chain.boxes(1, MOST_ENTRIES), SIGNER, SIGNATURE) == 1000
        assert len(hub.pull(chain.device, 0, 10**9)) == MOST_ENTRIES


def test_long_entries_are_pulled_a_few_at_a_time_and_each_of_them(hub_access: HubAccess) -> None:
    chain = Chain()
    long = bytes(MOST_BYTES // 2)
    with Hub(hub_access) as hub:
        for seq, box in ((1, long), (2, long), (3, long * 2)):
            hub.push(chain.device, seq, chain.before(seq), [(chain.box(seq)[0], box)], SIGNER, SIGNATURE)
        assert [one.seq for one in hub.pull(chain.device, 0, 100)] == [1, 2]
        assert [one.seq for one in hub.pull(chain.device, 2, 100)] == [3]


#: Statement and SQLSTATE: what only somebody with a login and another program would say.
HOSTILE = {
    "no entries": ("push('d', 1, z, ARRAY[]::bytea[], ARRAY[]::bytea[], 's', 's')", "GC002"),
    "fewer boxes": ("push('d', 1, z, ARRAY[z, z], ARRAY[z], 's', 's')", "GC002"),
    "no hash": ("push('d', 1, z, ARRAY[NULL::bytea], ARRAY[z], 's', 's')", "GC002"),
    "no box": ("push('d', 1, z, ARRAY[z], ARRAY[NULL::bytea], 's', 's')", "GC002"),
    "no array": ("push('d', 1, z, NULL, NULL, 's', 's')", "GC002"),
    "no hash before": ("push('d', 1, NULL, ARRAY[z], ARRAY[z], 's', 's')", "GC002"),
    "short hash": ("push('d', 1, z, ARRAY['\\x00'::bytea], ARRAY[z], 's', 's')", "GC002"),
    "two dimensions": ("push('d', 1, z, ARRAY[ARRAY[z]], ARRAY[ARRAY[z]], 's', 's')", "GC002"),
    "shifted": ("push('d', 1, z, array_fill(z, ARRAY[1], ARRAY[5]), ARRAY[z], 's', 's')", "GC002"),
    "entry nought": ("push('d', 0, z, ARRAY[z], ARRAY[z], 's', 's')", "GC002"),
    "entry far out": ("push('d', 9223372036854775807, z, ARRAY[z], ARRAY[z], 's', 's')", "GC002"),
    "no device": ("push('', 1, z, ARRAY[z], ARRAY[z], 's', 's')", "GC002"),
    "long device": ("push(repeat('d', 65), 1, z, ARRAY[z], ARRAY[z], 's', 's')", "GC002"),
    "no signature": ("push('d', 1, z, ARRAY[z], ARRAY[z], '', NULL)", "GC002"),
    "long signature": ("push('d', 1, z, ARRAY[z], ARRAY[z], 's', repeat('s', 501))", "GC002"),
    "many": ("push('d', 1, z, array_fill(z, ARRAY[1001]), array_fill(z, ARRAY[1001]), 's', 's')", "GC005"),
    "blank many": ("blank(array_fill('d'::text, ARRAY[1001]), array_fill(1::bigint, ARRAY[1001]), NULL)", "GC002"),
    "blank all": ("blank(array_fill('d'::text, n), array_fill(1::bigint, n), array_fill(z, n))", "GC005"),
    "blank fewer": ("blank(ARRAY['d'], ARRAY[1::bigint], ARRAY[]::bytea[])", "GC002"),
    "key boxes": ("put_key_boxes(ARRAY['k'], ARRAY['d'], ARRAY[z], ARRAY['s'], ARRAY[]::text[])", "GC002"),
    "long key box": ("put_key_boxes('{k}', '{d}', ARRAY[decode(repeat('00', 8193), 'hex')], '{s}', '{s}')", "GC002"),
    "name of a blob": ("put_blob('../x', 1, 1, z)", "GC002"),
    "part of a blob": ("put_blob(repeat('a', 64), 2, 1, z)", "GC002"),
    "no blob": ("put_blob(repeat('a', 64), 1, 1, NULL)", "GC002"),
    "long blob": ("put_blob(repeat('a', 64), 1, 1, decode(repeat('00', 1114113), 'hex'))", "GC005"),
    "names": ("blobs_there(array_fill('a'::text, n))", "GC005"),
    "dropped names": ("drop_blobs(array_fill('a'::text, n))", "GC005"),
    "month": ("put_figures('2026-13', '{}', 's', 's')", "GC002"),
    "long figures": ("put_figures('2026-12', repeat('x', 262145), 's', 's')", "GC005"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_the_hub_itself_refuses_arguments_that_no_client_sends(
    hub_logins: tuple[HubAccess, HubAccess], case: str
) -> None:
    hub_access, _ = hub_logins
    call, state = HOSTILE[case]
    given = "decode(repeat('00', 32), 'hex') AS z, ARRAY[1001] AS n"
    statement = f"SELECT gridcounter_hub.{call} FROM (SELECT {given}) given"  # noqa: S608  as somebody hostile would
    with Hub(hub_access) as hub:
        with pytest.raises(psycopg.Error) as raised:
            hub._db.execute(statement.encode())  # noqa: SLF001  another program with this login
        assert raised.value.sqlstate == state
        assert hub.heads() == {}


def test_what_is_no_hash_or_number_is_refused_by_the_client(hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        with pytest.raises(HubNotAllowed):
            hub.blank(["d:1"], [b"", b""])
        with pytest.raises(HubNotAllowed):
            hub.put_blob("not hex", 1, 1, b"")
