"""原文 alone: laid, renewed and taken away beside an edition in use, without a new edition of its pack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER, as_pdf
from builders.record_builders import Clock, a_record, opened
from builders.sixth_place import sixth_place

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.errors import WrongInput
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.policy.original_changes import NoOriginal, Originals, SameOriginal
from gridcounter.store.queries.shift import ShiftStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gridcounter.core.policy.model import PolicyPack
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.record.record import Record


def desk_of(record: Record) -> ApplicationService:
    return open_application_service(record, open_assessor())


def in_use(desk: ApplicationService) -> PolicyPack:
    return desk.assessor.packs.newest("yangli")


def clause(desk: ApplicationService) -> str:
    """What F2 shows of clause 2; "" where no paper lies beside the pack."""
    pack = in_use(desk)
    original = original_beside(pack, desk.assessor.packs)
    return "" if original is None else original.named("2", pack.header.title)[0].text


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """An office of the sixth place, whose pack was adopted without its paper."""
    with a_record(tmp_path / "record") as found:
        adoption = PackAdoption(desk_of(found))
        adoption.adopt(adoption.load(sixth_place(tmp_path / "pack")), None)
        yield found


def a_paper(folder: Path, text: str = PAPER, name: str = "红头文件.txt") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def laid(record: Record, path: Path) -> None:
    originals = Originals(desk_of(record))
    originals.lay(originals.check(in_use(originals.service), path))


def test_a_paper_of_any_name_is_laid_beside_the_edition_and_no_edition_is_added(record: Record, tmp_path: Path) -> None:
    before = desk_of(record).assessor.packs
    laid(record, a_paper(tmp_path))
    desk = desk_of(record)
    found = Originals(desk).laid(in_use(desk))

    assert clause(desk).startswith("2. 尽快受理。")
    assert found is not None
    assert (found.name, found.by) == ("红头文件.txt", "王小明")
    assert desk.assessor.packs.editions == before.editions
    assert len(PackAdoption(desk).adopted()) == 1


def test_a_name_of_two_lines_forges_none_in_what_is_told(record: Record, tmp_path: Path) -> None:
    """The fault: beside 旁边放着 stands what the name of the file says of itself, on a line of its own."""
    laid(record, a_paper(tmp_path, name="红\u202e头\n已核对.txt"))
    desk = desk_of(record)
    found = Originals(desk).laid(in_use(desk))

    assert found is not None
    assert found.name == "红头 已核对.txt"


def test_a_pdf_is_laid_as_its_text(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "红头文件.PDF"
    path.write_bytes(as_pdf(PAPER))
    laid(record, path)
    assert "4个工作日" in clause(desk_of(record))


def test_a_later_paper_takes_the_place_of_the_one_before_on_every_computer(record: Record, tmp_path: Path) -> None:
    laid(record, a_paper(tmp_path))
    laid(record, a_paper(tmp_path, PAPER.replace("尽快受理", "尽快受理（更正）"), "更正件.txt"))
    record.close()
    with opened(tmp_path / "record") as again:
        assert clause(desk_of(again)).startswith("2. 尽快受理（更正）。")
        assert again.rebuild().changed == ()


def test_a_paper_that_was_taken_away_is_gone_and_can_be_laid_again(record: Record, tmp_path: Path) -> None:
    laid(record, a_paper(tmp_path))
    Originals(desk_of(record)).take_away(in_use(desk_of(record)))
    gone = clause(desk_of(record)), Originals(desk_of(record)).laid(in_use(desk_of(record)))
    laid(record, a_paper(tmp_path))

    assert gone == ("", None)
    assert clause(desk_of(record)).startswith("2. 尽快受理。")


def test_a_paper_that_came_with_its_pack_can_be_taken_away_too(tmp_path: Path) -> None:
    folder = sixth_place(tmp_path / "packs")
    a_paper(folder, name="原文.txt")
    with a_record(tmp_path / "record") as found:
        adoption = PackAdoption(desk_of(found))
        adoption.adopt(adoption.load(folder), None)
        shown = clause(desk_of(found))
        Originals(desk_of(found)).take_away(in_use(desk_of(found)))
        assert (bool(shown), clause(desk_of(found))) == (True, "")


def test_what_does_not_fit_the_pack_is_told_rule_by_rule_and_not_laid(record: Record, tmp_path: Path) -> None:
    originals = Originals(desk_of(record))
    wrong = PAPER.replace("3. 总时限", "总时限").replace("4个工作日", "6个工作日")
    checked = originals.check(in_use(originals.service), a_paper(tmp_path, wrong))
    before = record.journal.count()

    with pytest.raises(WrongInput):
        originals.lay(checked)

    told = "\n".join(checked.problems)
    assert "环节 accept　工作日" in told
    assert "“3”，原文里没有这一处" in told
    assert record.journal.count() == before
    assert clause(desk_of(record)) == ""


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("红头文件.doc", b"\xd0\xcf\x11\xe0", "能选中文字的 PDF"),
        ("红头文件.txt", b"", "文件是空的"),
        ("红头文件.txt", "条款".encode("gb18030"), "UTF-8"),
        ("红头文件.pdf", b"%PDF-1.7 half", "没有读出文字"),
        ("红头文件.docx", b"PK\x03\x04 half", "没有读出文字"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_in_one_sentence(
    name: str, content: bytes, told: str, record: Record, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    originals = Originals(desk_of(record))
    with pytest.raises(WrongInput) as refused:
        originals.check(in_use(originals.service), path)
    (line,) = refused.value.lines
    assert told in line


def test_a_file_that_vanished_is_refused(record: Record, tmp_path: Path) -> None:
    originals = Originals(desk_of(record))
    with pytest.raises(WrongInput, match="打不开"):
        originals.check(in_use(originals.service), tmp_path / "没有.txt")


def test_the_same_text_is_not_laid_twice_and_nothing_is_not_taken_away(record: Record, tmp_path: Path) -> None:
    with pytest.raises(NoOriginal):
        Originals(desk_of(record)).take_away(in_use(desk_of(record)))
    path = a_paper(tmp_path)
    laid(record, path)
    originals = Originals(desk_of(record))
    with pytest.raises(SameOriginal):
        originals.check(in_use(originals.service), path)


def test_only_who_may_change_the_policy_lays_a_paper(record: Record, tmp_path: Path) -> None:
    other = Clerks(record).add(desk_of(record).clerk, "李经办", Role.CLERK, "2583")
    originals = Originals(open_application_service(record, open_assessor(), other))
    checked = originals.check(in_use(originals.service), a_paper(tmp_path))
    with pytest.raises(NotAllowed):
        originals.lay(checked)
    assert clause(desk_of(record)) == ""


def test_a_paper_beside_a_shipped_pack_holds_back_no_correction_of_the_pack(tmp_path: Path) -> None:
    """As an adoption of the pack it would go before the program's own text of the same first day for ever."""
    with a_record(tmp_path / "record") as found:
        desk = desk_of(found)
        shipped = desk.assessor.packs.newest(desk.place)
        originals = Originals(desk)
        checked = originals.check(shipped, a_paper(tmp_path))
        originals._record(shipped, checked.file.kept)  # noqa: SLF001  no text of a shipped paper is in the project
        packs = desk_of(found).assessor.packs
        assert shipped.version not in packs.adopted
        assert packs.originals[shipped.version]
        assert PackAdoption(desk_of(found)).adopted() == []


def test_no_sheet_of_the_drawer_is_out_of_date_because_of_a_paper(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as found:
        adoption = PackAdoption(desk_of(found))
        adoption.adopt(adoption.load(sixth_place(tmp_path / "pack")), None)
        with found.reading() as stores:
            adopted = ShiftStore(stores.db).last_adoption()
        clock.at += timedelta(days=3)
        laid(found, a_paper(tmp_path))
        with found.reading() as stores:
            assert (adopted is None, ShiftStore(stores.db).last_adoption()) == (False, adopted)
