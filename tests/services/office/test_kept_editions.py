"""Pinned answers of an office stay readable under any later program or edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.pack_builders import SHORTER_STEP, changed
from builders.told_builders import NOTICE, a_desk, paper_renderer, taken_in

from gridcounter import paths
from gridcounter.bootstrap import open_application_service
from gridcounter.core.record.journal import Kind
from gridcounter.services.office import office_packs
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import parse_file
from gridcounter.services.papers.issuing import issue, prepare

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from gridcounter.services.applications.application_service import ApplicationService

KEPT = "SELECT count(*) FROM journal WHERE kind = 'pack_kept'"


def under_a_later_program(desk: ApplicationService) -> ApplicationService:
    """One whose pack of Jining has the same first day and says something else."""
    text = (paths.policies() / "jining" / "pack.toml").read_text("utf-8")
    pack, problems = parse_file(changed(text, SHORTER_STEP).encode(), "jining/pack.toml")
    assert pack is not None, problems
    shipped = desk.assessor.packs
    later = type(shipped)({**shipped.editions, "jining": (pack,)}, shipped.baseline)
    return open_application_service(desk.record, Assessor(later, desk.assessor.calendar))


def test_an_edition_goes_on_record_once(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        open_application_service(desk.record, desk.assessor)
        assert desk.record.db.execute(KEPT).fetchone() == (2,)  # the place's and general practice
        assert desk.record.rebuild().changed == ()


def test_what_the_program_keeps_by_itself_stands_under_nobodys_name(tmp_path: Path) -> None:
    """The first window after an update entered it under the administrator's, locked, before anybody gave a PIN."""
    with a_desk(tmp_path) as desk:
        assert {entry.clerk for entry in desk.record.journal.all() if entry.kind == Kind.PACK_KEPT} == {""}


def test_a_kept_edition_that_is_in_use_is_not_read_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start of the window waited for it."""
    with a_desk(tmp_path) as desk:
        read: list[str] = []
        monkeypatch.setattr(office_packs, "read_text", read.append)
        packs = office_packs.packs_of(desk.record, desk.assessor.packs)
        assert packs.versions == desk.assessor.packs.versions
        assert read == []


def test_whom_an_edition_answered_it_goes_on_answering_under_a_later_program(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        drawn = paper_renderer(desk).draw(prepare(desk, application))
        issue(desk, application, drawn)
        text = desk.record.db.execute("SELECT pack_version FROM answer").fetchone()[0]

        later = under_a_later_program(desk)

        packs = later.assessor.packs
        assert text not in {pack.version for pack in packs.editions["jining"]}
        assert packs.edition_of("jining", text) is not None
        again = paper_renderer(later).draw(prepare(later, application))
        standing = {paper.paper: paper.changed for paper in again if paper.issued}
        assert standing == dict.fromkeys((paper.paper for paper in drawn), False)
        assert NOTICE in standing


def test_general_practice_is_kept_with_what_was_told_under_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issue(desk, application, paper_renderer(desk).draw(prepare(desk, application)))
        listed = [(line.document.id, line.document.label) for line in desk.state(application).lines]
        text = (paths.policies() / "baseline" / "pack.toml").read_text("utf-8")
        label = next(label for document, label in listed if document == "premises")
        baseline, problems = parse_file(text.replace(label, "另一种写法").encode(), "baseline/pack.toml")
        assert baseline is not None, problems
        shipped = desk.assessor.packs

        later = open_application_service(
            desk.record, Assessor(type(shipped)(shipped.editions, baseline), desk.assessor.calendar)
        )

        assert [(line.document.id, line.document.label) for line in later.state(application).lines] == listed
        again = paper_renderer(later).draw(prepare(later, application))
        assert [paper.paper for paper in again if paper.issued and paper.changed] == []
        fresh = taken_in(later)
        assert "另一种写法" in {line.document.label for line in later.state(fresh).lines}


def test_a_past_edition_is_used_by_its_pinned_answers_only(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        later = under_a_later_program(desk)
        fresh = taken_in(later)
        version = later.record.db.execute("SELECT pack_version FROM answer WHERE application = ?", [fresh]).fetchone()
        assert version == (later.assessor.packs.editions["jining"][-1].version,)
        assert len(later.assessor.packs.editions["jining"]) == 1
