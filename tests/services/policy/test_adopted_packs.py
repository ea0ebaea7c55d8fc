"""Adopting a new edition: checked first, by a shift leader, whole, recorded; the notice until then."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.pack_builders import ONE_CASE, SHORTER_STEP, TEN_TIMES, an_edition
from builders.record_builders import CLERK, DAY, a_record, opened

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor, open_paper_renderer
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import WrongInput
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.offices import banner_of, read_office
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.office.shipped_comparison import standing
from gridcounter.services.papers.issuing import issue, prepare
from gridcounter.services.policy.adopted_packs import NOT_YET_CONFIRMED, AlreadyInForce, PackAdoption
from gridcounter.services.policy.pack_files import BaselineNotHere

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.record.record import Record

DUAL = {"case.customer": "enterprise", "case.supply.voltage_kv": 10, "case.supply.sources": 2}
CONFIRMED = date(2026, 9, 28)


def desk_of(record: Record) -> ApplicationService:
    return open_application_service(record, open_assessor())


def days_told(desk: ApplicationService, on: date) -> int | None:
    """Of the step that the new paper makes shorter."""
    application = desk.begin(on)
    desk.save_all(application, DUAL)
    decision = desk.state(application).decision
    assert decision is not None
    return next(step.wd for step in decision.steps if step.id == "accept_and_plan")


def test_a_pack_in_force_answers_from_its_first_day_on_at_every_desk_of_the_record(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE)
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))
        adoption.adopt(adoption.load(new), CONFIRMED)
    shutil.rmtree(new)

    with opened(tmp_path / "record") as record:
        desk = desk_of(record)
        lines = days_told(desk, date(2026, 8, 31)), days_told(desk, date(2026, 9, 1))
        (one,) = PackAdoption(desk).adopted()
        confirmed = read_office(record).values["policy_confirmed_on"]
        rebuilt = record.rebuild()

    assert lines == (8, 7)
    assert (one.id, one.by, one.pack is not None) == ("jining", "王小明", True)
    assert confirmed == "2026-09-28"
    assert rebuilt.changed == ()


def test_an_edition_of_the_same_first_day_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    begins = open_assessor().packs.editions["jining"][0].header.in_force_from
    new = an_edition(tmp_path / "new", SHORTER_STEP, begins=begins.isoformat(), cases=ONE_CASE)

    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))
        edition = adoption.load(new)
        adoption.adopt(edition, None)
        editions = desk_of(record).assessor.packs.editions["jining"]

    assert edition.replaces is not None
    assert [one.version for one in editions] == [edition.pack.version]


def test_a_clerk_who_is_no_leader_puts_nothing_in_force_and_sets_no_banner(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE)
    with a_record(tmp_path / "record") as record:
        other = Clerks(record).add(CLERK, "李经办", Role.CLERK, "2583")
        adoption = PackAdoption(open_application_service(record, open_assessor(), other))
        edition = adoption.load(new)
        before = record.journal.count()

        with pytest.raises(NotAllowed):
            adoption.adopt(edition, CONFIRMED)
        with pytest.raises(NotAllowed):
            adoption.set_banner(on=True)

        assert record.journal.count() == before


def test_a_pack_whose_own_cases_fail_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", SHORTER_STEP)

    with a_record(tmp_path / "record") as record, pytest.raises(WrongInput, match="accept_and_plan"):
        PackAdoption(desk_of(record)).load(new)


def test_general_practice_and_what_is_in_force_already_are_refused(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))

        with pytest.raises(BaselineNotHere):
            adoption.load(paths.policies() / "baseline")
        with pytest.raises(AlreadyInForce):
            adoption.load(paths.policies() / "jining")


def test_a_file_that_begins_with_a_byte_order_mark_is_taken_as_it_is(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE)
    file = new / "pack.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))
        edition = adoption.load(file)
        adoption.adopt(edition, None)

        assert desk_of(record).assessor.packs.editions["jining"][-1].version == edition.pack.version


def test_the_banner_is_printed_on_new_papers_until_a_pack_is_put_in_force(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        desk = desk_of(record)
        adoption = PackAdoption(desk)
        application = desk.begin(DAY)
        adoption.set_banner(on=True)
        marked = prepare(desk, application).marks
        adoption.adopt(adoption.load(an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE)), CONFIRMED)

        assert marked == (NOT_YET_CONFIRMED,)
        assert (banner_of(record), prepare(desk, application).marks) == ("", ())


def test_a_paper_that_went_out_before_the_banner_is_not_called_changed_for_it(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        desk, paper_renderer = desk_of(record), open_paper_renderer(open_assessor())
        application = desk.begin(DAY)
        desk.save_all(application, DUAL)
        issue(desk, application, paper_renderer.draw(prepare(desk, application), wanted=["one_time_notice"]))
        PackAdoption(desk).set_banner(on=True)

        (stands,) = paper_renderer.draw(prepare(desk, application), wanted=["one_time_notice"])
        fresh = desk.begin(DAY)
        (marked,) = paper_renderer.draw(prepare(desk, fresh), wanted=["one_time_notice"])
        PackAdoption(desk).set_banner(on=False)
        (plain,) = paper_renderer.draw(prepare(desk, fresh), wanted=["one_time_notice"])

    assert (bool(stands.issued), stands.changed) == (True, False)
    assert marked.content_hash != plain.content_hash


def test_an_adoption_without_a_text_that_can_be_read_leaves_what_was_there(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        values = {"id": "jining", "number": "测试", "version": "sha256:0"}
        record.journal.append(Act(Kind.PACK_ADOPTED, values, CLERK))

        shipped = open_assessor()
        desk = open_application_service(record, shipped)

        assert [one.pack for one in PackAdoption(desk).adopted()] == [None]
        assert desk.assessor.packs.editions == shipped.packs.editions


def test_what_a_pack_changes_of_the_shipped_one_and_the_cases_it_lost_are_told_at_adoption(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", TEN_TIMES, begins="2021-05-31", cases=ONE_CASE)

    with a_record(tmp_path / "record") as record:
        edition = PackAdoption(desk_of(record)).load(new)

    short = edition.pack.version[7:15]
    assert edition.standing.words == f"政策包 {short} 与程序附带的不同：2 条"
    assert [str(change) for change in edition.standing.changes] == [
        "环节 业务受理并答复供电方案：工作日 2 → 20",
        "时限 供电企业办理环节合计：工作日 7 → 25",
    ]
    assert edition.lost_cases == "自带案例比程序附带的少 34 个"


def test_a_case_that_expects_less_is_told_and_one_with_a_new_name_is_not(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", begins="2021-05-31")
    cases = new / "cases.toml"
    text = cases.read_text("utf-8")
    text = text.replace('name = "低压居民，直接装表，无外线工程"', 'name = "换了名称"')
    weaker = '    { path = "limits[connect_same_day].counts_from", operator = "is", value = "applied" },\n'
    cases.write_text(text.replace(weaker, "", 1), "utf-8")
    (new / "pack.toml").write_text((new / "pack.toml").read_text("utf-8") + "# edited\n", "utf-8")

    with a_record(tmp_path / "record") as record:
        edition = PackAdoption(desk_of(record)).load(new)

    assert edition.lost_cases == "自带案例比程序附带的改了 1 个"
    assert edition.standing.words.endswith("与程序附带的不同，但规则相同")


def test_how_a_pack_in_force_stands_to_the_shipped_one_stays_known(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", TEN_TIMES, begins="2021-05-31", cases=ONE_CASE)
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(desk_of(record))
        adoption.adopt(adoption.load(new), CONFIRMED)

    with opened(tmp_path / "record") as record:
        packs = desk_of(record).assessor.packs
        (pack,) = packs.editions["jining"]

        assert standing(pack, packs).words == f"政策包 {pack.version[7:15]} 由本单位启用、与程序附带的不同：2 条"
        assert [standing(one, packs).words for one in packs.editions["linyi"]] == [""]
