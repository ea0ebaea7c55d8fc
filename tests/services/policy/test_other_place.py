"""A pack of another place: the place of the office changes by one act before anything was accepted, and never after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, a_record, a_setup, opened
from builders.sixth_place import sixth_place
from builders.told_builders import taken_in

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import WrongInput
from gridcounter.services.policy.adopted_packs import OtherPlace, PackAdoption
from gridcounter.services.policy.pack_files import read_to_adopt
from gridcounter.services.record.opening import create_record
from gridcounter.store.journal.validators.entries import PlaceFixed

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.record.record import Record


def desk_of(record: Record) -> ApplicationService:
    return open_application_service(record, open_assessor())


def test_after_an_acceptance_the_pack_of_another_place_is_refused(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        taken_in(desk_of(record))
        before = record.journal.count()

        with pytest.raises(OtherPlace) as refused:
            PackAdoption(desk_of(record)).load(sixth_place(tmp_path))

        assert str(refused.value) == "这个政策包是 样例市 的，本单位是 济宁市：只能用来比较，不能启用"
        assert record.journal.count() == before


def test_before_anything_was_accepted_adopting_it_changes_the_place_with_what_was_begun(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        begun = taken_in(desk_of(record), accepted=False)
        adoption = PackAdoption(desk_of(record))
        edition = adoption.load(sixth_place(tmp_path))
        adoption.adopt(edition, DAY)
    with opened(tmp_path / "record") as record:
        desk = desk_of(record)
        decision = desk.state(begun).decision
        fresh = desk.state(desk.begin(DAY)).decision
        rebuilt = record.rebuild()

    assert edition.moves_from == "济宁市"
    assert desk.place == "yangli"
    assert desk.office["policy_confirmed_on"] == DAY.isoformat()
    assert [one.policy.id for one in (decision, fresh) if one is not None] == ["yangli", "yangli"]
    assert rebuilt.changed == ()


def test_a_place_that_is_installed_can_be_chosen_in_the_same_way(tmp_path: Path) -> None:
    """Whoever took the wrong line of the list at the first start."""
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))
        adoption.adopt(adoption.load(paths.policies() / "linyi"), None)

        assert desk_of(record).place == "linyi"


def test_an_acceptance_meanwhile_leaves_the_place_and_the_pack_as_they_were(tmp_path: Path) -> None:
    """Between the look at the pack and the act another window may have accepted something."""
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))
        edition = adoption.load(sixth_place(tmp_path))
        taken_in(desk_of(record))

        with pytest.raises(PlaceFixed):
            adoption.adopt(edition, None)

        desk = desk_of(record)
        assert (desk.place, PackAdoption(desk).adopted()) == ("jining", [])


def test_the_record_itself_refuses_another_place_after_an_acceptance(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        taken_in(desk_of(record))

        with pytest.raises(PlaceFixed):
            record.journal.append(Act(Kind.OFFICE_SET, {"place": "linyi"}, CLERK))
        record.journal.append(Act(Kind.OFFICE_SET, {"place": "jining"}, CLERK))


def test_no_record_begins_with_the_pack_of_a_place_that_is_not_its_own(tmp_path: Path) -> None:
    assessor = open_assessor()
    brought = read_to_adopt(sixth_place(tmp_path), assessor.packs, assessor.calendar).contents

    with pytest.raises(WrongInput, match="政策包的编号 yangli"):
        create_record(tmp_path / "record", PASSPHRASE, replace(a_setup(), pack=brought), cost=CHEAP)
    assert not (tmp_path / "record").exists()
