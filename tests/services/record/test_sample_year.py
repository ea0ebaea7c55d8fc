"""The invented year is a normal record: the validators accepted it, and a rebuild gives the same tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from builders.shared_records import conflicts_if_shared
from sample_year import write_year
from stdnum.cn import ric, uscc

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.services.record.record import Record

UNTIL = date(2026, 6, 30)


def a_year(folder: Path, *, seed: int = 1) -> Record:
    return write_year(folder, applications=40, seed=seed, until=UNTIL, days=90)


def kinds(record: Record) -> Counter[str]:
    return Counter(entry.kind for entry in record.journal.all())


def test_what_was_invented_is_sound_and_folds_again_to_the_same_tables(tmp_path: Path) -> None:
    record = a_year(tmp_path / "year")
    try:
        assert record.verify().sound
        assert record.rebuild().changed == ()
        assert record.applications.count() == 40
        assert conflicts_if_shared(record.journal.all()) == []
        assert max(entry.happened_at[:10] for entry in record.journal.all()) <= UNTIL.isoformat()
    finally:
        record.close()


def test_a_seed_is_one_year_and_another_seed_is_another(tmp_path: Path) -> None:
    years = [a_year(tmp_path / name, seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    try:
        first, same, other = map(kinds, years)
        assert first == same
        assert first != other
    finally:
        for record in years:
            record.close()


def test_every_invented_number_of_a_person_holds_its_check_digit(tmp_path: Path) -> None:
    record = a_year(tmp_path / "year")
    try:
        for row in record.applications.recent(40):
            fields = {name: found.value for name, found in record.applications.fields(row.id).items()}
            if "applicant.id_number" in fields:
                check = ric if fields["applicant.id_kind"] == "resident_id" else uscc
                assert check.is_valid(fields["applicant.id_number"])
                assert "样" in fields["applicant.name"]
    finally:
        record.close()


@pytest.mark.parametrize("place", open_assessor().packs.localities)
def test_a_year_of_any_place_is_read_at_its_desk(tmp_path: Path, place: str) -> None:
    assessor = open_assessor()
    record = write_year(tmp_path / "year", applications=12, seed=4, place=place, until=UNTIL, days=60)
    try:
        desk = open_application_service(record, assessor)
        drafts = [desk.state(row.id) for row in record.applications.recent(12)]
        assert all(state.decision is not None for state in drafts)
        assert kinds(record)[Kind.APPLICATION_ACCEPTED] > 0
    finally:
        record.close()
