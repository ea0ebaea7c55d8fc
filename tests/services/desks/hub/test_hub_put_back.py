# ruff: noqa: S608  statements of the server's administrator
"""A hub that was put back, emptied, altered or exchanged for another: noticed, said, and healed where it can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders.desk_builders import a_signing_key
from builders.hub_desks import hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, DAY

from gridcounter.core.record.journal import Act, Entry, Head, Kind, chain, tick
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.hub.boxes import sealed_entry
from gridcounter.services.desks.hub.comparison import EMPTIED, MOVED, altered_words, put_back
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.desks.hub.refusals import ForeignHub
from gridcounter.services.desks.hub.sealed_keys import signed_head
from gridcounter.services.desks.membership import own_key
from gridcounter.services.files.progress import Stopped
from gridcounter.services.record.record import Record
from gridcounter.store.hub.client import Hub
from gridcounter.store.journal.merge import record_id
from gridcounter.store.own_hub import office_keys

_JOURNAL, _HEAD = "gridcounter_hub.journal", "gridcounter_hub.head"


def act(record: Record, name: str = "李四") -> str:
    return Intake(record, CLERK).open(DAY, {"applicant.name": name})


def entries_there(made: MadeHub) -> int:
    [(many,)] = made.said(f"SELECT count(*) FROM {_JOURNAL}")
    assert isinstance(many, int)
    return many


def cut_back(made: MadeHub, device: str, seq: int) -> None:
    """As a backup of an earlier moment would have left it."""
    made.said(f"DELETE FROM {_JOURNAL} WHERE device = '{device}' AND seq > {seq}")
    made.said(
        f"UPDATE {_HEAD} SET seq = {seq}, "
        f"hash = (SELECT hash FROM {_JOURNAL} WHERE device = '{device}' AND seq = {seq}), "
        f"signature = (SELECT signature FROM kept WHERE device = '{device}'), "
        f"signed_by = (SELECT signed_by FROM kept WHERE device = '{device}') WHERE device = '{device}'"
    )


def test_a_hub_put_back_is_noticed_and_filled_again(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        act(first)
        office.until_quiet()
        device = first.journal.writes_as()
        before = first.journal.heads()[device].seq
        new_hub.said(f"CREATE TABLE kept AS SELECT * FROM {_HEAD}")
        act(first, "李五")
        office.until_quiet()
        many, lost = entries_there(new_hub), first.journal.heads()[device].seq - before
        cut_back(new_hub, device, before)

        found = exchange_with_hub(second)

        assert found.notes == (put_back(lost),)
        assert entries_there(new_hub) == many
        assert exchange_with_hub(first).notes == ()
        assert same_tables(office.records)


def test_what_the_hub_lost_before_anybody_saw_it_there_is_put_in_its_place_again(
    tmp_path: Path, new_hub: MadeHub
) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        device = first.journal.writes_as()
        before = first.journal.heads()[device].seq
        new_hub.said(f"CREATE TABLE kept AS SELECT * FROM {_HEAD}")
        act(first, "李五")
        many = entries_there(new_hub)

        def once_it_is_there() -> None:
            if entries_there(new_hub) > many:
                raise Stopped

        with pytest.raises(Stopped):
            exchange_with_hub(first, halt=once_it_is_there)
        cut_back(new_hub, device, before)
        lost = act(first, "李六")

        assert exchange_with_hub(first).notes == ()
        assert exchange_with_hub(second).notes == ()
        assert second.applications.fields(lost)["applicant.name"].value == "李六"
        office.until_quiet()
        assert same_tables(office.records)


def test_an_emptied_hub_is_filled_again(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        act(office.records[0])
        office.until_quiet()
        for table in ("journal", "head", "key_box", "blob"):
            new_hub.said(f"DELETE FROM gridcounter_hub.{table}")

        found = exchange_with_hub(office.records[1])

        assert found.notes == (EMPTIED,)
        assert entries_there(new_hub) == found.pushed == office.records[1].journal.count()
        assert exchange_with_hub(office.records[0]).notes == (put_back(1),)  # of which the second had not heard
        act(office.records[0])
        office.until_quiet()
        assert same_tables(office.records)


def test_a_hub_that_was_moved_is_said_once(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub) as office:
        office.until_quiet()
        new_hub.said("UPDATE gridcounter_hub.hub SET incarnation = gen_random_uuid()")
        assert exchange_with_hub(office.records[0]).notes == (MOVED,)
        assert exchange_with_hub(office.records[0]).notes == ()


def test_another_hub_under_the_address_gets_nothing(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub) as office:
        office.until_quiet()
        new_hub.said("UPDATE gridcounter_hub.hub SET id = gen_random_uuid()")
        act(office.records[0])
        many, own = entries_there(new_hub), office.records[0].journal.count()

        with pytest.raises(ForeignHub, match="重新接入"):
            exchange_with_hub(office.records[0])

        assert (entries_there(new_hub), office.records[0].journal.count()) == (many, own)
        connect_hub(office.records[0], CLERK, office.access)
        assert exchange_with_hub(office.records[0]).notes == ()


@pytest.mark.parametrize(
    "harm",
    [
        f"UPDATE {_JOURNAL} SET box = set_byte(box, 40, get_byte(box, 40) # 1) WHERE device = %s AND seq = %s",
        f"UPDATE {_JOURNAL} a SET box = (SELECT box FROM {_JOURNAL} WHERE device = a.device AND seq = a.seq - 1) "  # noqa: ISC004
        "WHERE device = %s AND seq = %s",
        f"UPDATE {_JOURNAL} SET box = '' WHERE device = %s AND seq = %s",
        f"UPDATE {_JOURNAL} SET hash = sha256('x') WHERE device = %s AND seq = %s",
        f"UPDATE {_HEAD} SET hash = sha256('x') WHERE device = %s AND seq >= %s",
        f"UPDATE {_HEAD} SET signature = repeat('ab', 64) WHERE device = %s AND seq >= %s",
        f"UPDATE {_HEAD} SET seq = seq + 1 WHERE device = %s AND seq >= %s",
    ],
)
def test_what_was_altered_there_is_not_taken_in_and_the_rest_goes_on(
    tmp_path: Path, new_hub: MadeHub, harm: str
) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台") as office:
        first, second, third = office.records
        office.until_quiet()
        act(first)
        exchange_with_hub(first)
        other = act(third, "李六")
        exchange_with_hub(third)
        device = first.journal.writes_as()
        new_hub.said(harm.replace("%s", f"'{device}'", 1).replace("%s", str(first.journal.heads()[device].seq)))
        before = second.journal.heads()[device]

        found = exchange_with_hub(second)

        assert found.notes == (altered_words(device),)
        assert second.journal.heads()[device] == before
        assert second.applications.fields(other)["applicant.name"].value == "李六"
        assert second.verify().sound
        # by stick what is missing comes all the same
        office.desks.carry(first, second)
        assert second.journal.heads()[device] == first.journal.heads()[device]


def forged(of: Record, head: Head) -> Entry:
    """What somebody would write who has the office's key, in the place behind this end."""
    act = Act(Kind.OFFICE_SET, {"banner": "伪造"}, CLERK)
    latest = of.journal.latest()
    hlc = tick(latest, now_ms=int(latest[:13]) + 1, device=of.journal.writes_as())
    at = of.clock().isoformat()
    return chain(act, device=of.journal.writes_as(), head=head, hlc=hlc, now=at, salt=bytes(16))


def test_who_has_the_key_of_the_office_and_of_no_desk_adds_nothing(tmp_path: Path, new_hub: MadeHub) -> None:
    """Nor does he put another entry in the place of one, with the hub's administrator."""
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        act(first)
        exchange_with_hub(first)
        exchange_with_hub(second)
        key, record, device = office_keys(first.db)[-1], record_id(first.db), first.journal.writes_as()
        end = first.journal.heads()[device]
        entry = forged(first, end)
        stranger = a_signing_key("stranger")
        signature = stranger.sign(
            json.dumps(
                ["gridcounter-hub-head", 1, record, device, entry.seq, entry.hash], separators=(",", ":")
            ).encode()
        )
        with Hub(office.access) as hub:
            box = sealed_entry(key, record, entry)
            hub.push(device, entry.seq, end.hash, [(entry.hash, box)], stranger.signer.public_key, signature)

        assert exchange_with_hub(second).taken == 0
        assert second.journal.heads()[device] == end

        new_hub.said(f"DELETE FROM {_JOURNAL} WHERE device = '{device}' AND seq = {entry.seq}")
        first.journal.append(Act(Kind.OFFICE_SET, {"banner": "本台的"}, CLERK))
        last = first.journal.heads()[device]
        signed = signed_head(record, device, last.seq, last.hash, own_key(first.db))
        new_hub.said(
            f"INSERT INTO {_JOURNAL} SELECT office, device, {entry.seq}, '\\x{entry.hash}', '\\x{box.hex()}' "
            f"FROM {_JOURNAL} WHERE device = '{device}' AND seq = {end.seq}"
        )
        new_hub.said(
            f"UPDATE {_HEAD} SET seq = {last.seq}, hash = '\\x{last.hash}', signature = '{signed}', "
            f"signed_by = '{own_key(first.db).signs_with}' WHERE device = '{device}'"
        )
        assert last.seq == entry.seq
        found = exchange_with_hub(second)
        assert found.notes == (altered_words(device),)
        assert second.journal.heads()[device] == end


def test_a_dump_of_the_hub_tells_nothing(tmp_path: Path, new_hub: MadeHub) -> None:
    said = {"applicant.name": "欧阳样例", "applicant.phone": "13912345678", "premises.address": "样例区明水路77号"}
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        application = Intake(office.records[0], CLERK).open(DAY, said)
        office.until_quiet()
        number = office.records[0].applications.get(application).number
        dump = new_hub.server.run("pg_dump", new_hub.dsn)
        assert b"journal" in dump
        for text in (*said.values(), number, "测试大厅", "王小明", "1 号台"):
            for form in (text.encode(), text.encode().hex().encode()):
                assert form not in dump, text


def test_another_office_of_the_hub_sees_nothing_of_this_one(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path / "a", new_hub) as office, hub_desks(tmp_path / "b", new_hub) as other:
        act(office.records[0])
        office.until_quiet()
        other.until_quiet()
        assert exchange_with_hub(other.records[0]).taken == 0
        assert other.records[0].applications.recent(9) == []
