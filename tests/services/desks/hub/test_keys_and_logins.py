"""Who may read what goes to the hub: keys for those who take part, none for who was retired, and newcomers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from builders.hub_desks import hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.real_desks import OTHER_PASSPHRASE
from builders.record_builders import CHEAP, CLERK, DAY

from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.hub.boxes import KeyMissing, keys_by_id, opened
from gridcounter.services.desks.hub.exchange import WAITS_FOR_KEY, exchange_with_hub
from gridcounter.services.desks.hub.sealed_keys import address_of, key_box, opened_key
from gridcounter.services.desks.membership import invite, join, own_key, retire
from gridcounter.services.record.opening import open_record
from gridcounter.store.hub.client import Hub
from gridcounter.store.hub.refusals import HubLoginRefused
from gridcounter.store.journal.merge import record_id
from gridcounter.store.own_hub import new_office_key, office_keys, own_hub
from gridcounter.store.queries.desks import desks


def test_a_retired_desk_reads_nothing_that_comes_later(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台") as office:
        first, second, third = office.records
        office.until_quiet()

        retire(first, CLERK, "3 号台", "笔记本丢失")
        exchange_with_hub(first)
        application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
        exchange_with_hub(first)
        assert exchange_with_hub(second).notes == ()

        assert second.applications.fields(application)["applicant.name"].value == "李四"
        with pytest.raises(HubLoginRefused):
            exchange_with_hub(third)
        # nor with all that it has, had it a way to the boxes
        rows = new_hub.said("SELECT device, seq, encode(hash, 'hex'), box FROM gridcounter_hub.journal ORDER BY seq")
        device, seq, digest, box = [row for row in rows if row[0] == first.journal.writes_as()][-1]
        assert isinstance(box, bytes)
        what = ("entry", record_id(third.db), device, seq, digest)
        assert opened(keys_by_id(office_keys(second.db)), box, *what)
        with pytest.raises(KeyMissing):
            opened(keys_by_id(office_keys(third.db)), box, *what)
        there = new_hub.said("SELECT key_id, for_desk FROM gridcounter_hub.key_box")
        new = office_keys(second.db)[-1].key_id
        assert (new, address_of(own_key(second.db).signs_with)) in there
        assert (new, address_of(own_key(third.db).signs_with)) not in there


def test_retiring_without_a_line_is_completed_when_there_is_one(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        retire(first, CLERK, "2 号台", "笔记本丢失")
        assert len(office_keys(first.db)) == 2
        assert exchange_with_hub(second).notes == ()  # nobody told the hub

        exchange_with_hub(first)

        with pytest.raises(HubLoginRefused):
            exchange_with_hub(second)


def test_the_others_learn_of_a_login_that_is_shut_only_once(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台") as office:
        first, second, _ = office.records
        office.until_quiet()
        retire(first, CLERK, "3 号台", "笔记本丢失")
        office.records.pop()
        office.until_quiet()
        assert second.db.execute("SELECT count(*) FROM hub_login_shut").fetchone() == (1,)
        assert same_tables(office.records)


def test_a_key_is_what_it_is_called_and_for_whom_it_is_sealed(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        own = own_key(second.db)
        with Hub(office.access) as hub:
            (box,) = hub.key_boxes(address_of(own.signs_with))
        assert opened_key(box, own) == office_keys(second.db)[0]
        assert opened_key(box, own_key(first.db)) is None
        for altered in (replace(box, key_id="ab" * 32), replace(box, box=box.box[:-1] + b"x"), replace(box, box=b"x")):
            assert opened_key(altered, own) is None


def test_a_key_that_no_entry_names_seals_nothing(tmp_path: Path, new_hub: MadeHub) -> None:
    """Whoever runs the hub knows the public key of no desk; one that was retired does."""
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        first, second = office.records
        office.until_quiet()
        planted, known = new_office_key(), {one.name: one for one in desks(second.db)}
        with Hub(office.access) as hub:
            hub.put_key_boxes([key_box(planted, record_id(first.db), known["2 号台"], own_key(first.db))])
        Intake(second, CLERK).open(DAY, {"applicant.name": "李四"})
        exchange_with_hub(second)
        assert planted in office_keys(second.db)
        for (box,) in new_hub.said("SELECT box FROM gridcounter_hub.journal"):
            assert isinstance(box, bytes)
            assert not planted.key_id.startswith(box[:8].hex())
        ids = [key_id for (key_id,) in new_hub.said("SELECT key_id FROM gridcounter_hub.key_box")]
        assert ids.count(planted.key_id) == 1


def test_a_desk_without_the_key_says_so_and_gets_it_by_itself(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub) as office:
        office.until_quiet()
        new_hub.said("DELETE FROM gridcounter_hub.key_box")
        second = office.joined("2 号台")
        second.write(lambda stores: stores.db.execute("DELETE FROM exchange_key"))  # as after an old backup
        own = Intake(second, CLERK).open(DAY, {"applicant.name": "李四"})
        found = exchange_with_hub(second)
        assert (found.notes, found.pushed, found.taken) == ((WAITS_FOR_KEY,), 0, 0)

        exchange_with_hub(office.records[0])
        assert exchange_with_hub(second).notes == ()
        exchange_with_hub(office.records[0])

        assert office.records[0].applications.fields(own)["applicant.name"].value == "李四"


def test_the_login_of_each_desk_is_on_record(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        office.until_quiet()
        rows = office.records[0].db.execute("SELECT name, hub_login FROM desk ORDER BY hlc").fetchall()
        assert rows[0] == ("1 号台", office.access.login)
        hub = own_hub(office.records[1].db)
        assert hub is not None
        assert rows[1][1] in hub.access


def test_an_invitation_brings_keys_and_a_login_of_its_own(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub) as office:
        office.until_quiet()
        (first,) = office.records
        second = office.desks.joined(first, "2 号台")
        hub = own_hub(second.db)
        assert hub is not None
        assert office.access.login not in hub.access
        application = Intake(second, CLERK).open(DAY, {"applicant.name": "李四"})

        assert exchange_with_hub(second).notes == ()
        assert exchange_with_hub(first).notes == ()

        assert first.applications.fields(application)["applicant.name"].value == "李四"
        retire(first, CLERK, "2 号台", "笔记本丢失")
        exchange_with_hub(first)
        with pytest.raises(HubLoginRefused):
            exchange_with_hub(second)


def test_without_a_line_an_invitation_says_that_it_brings_no_login(tmp_path: Path, new_hub: MadeHub) -> None:
    with hub_desks(tmp_path, new_hub) as office:
        office.until_quiet()
        (first,) = office.records
        new_hub.said(f"UPDATE gridcounter_hub.desk SET revoked_at = now() WHERE login = '{office.access.login}'")  # noqa: S608
        made = invite(first, CLERK, tmp_path / "邀请.gcx", office.desks.clock(), CHEAP)
        assert made.hub == str(HubLoginRefused())
        join(tmp_path / "2", OTHER_PASSPHRASE, made.path, made.code, "2 号台", cost=CHEAP, clock=office.desks.clock)
        second = open_record(tmp_path / "2", OTHER_PASSPHRASE, clock=office.desks.clock)
        office.desks.stack.callback(second.close)
        with second.reading() as stores:
            assert own_hub(stores.db) is None
            assert office_keys(stores.db) == office_keys(first.db)
