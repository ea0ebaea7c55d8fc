"""A pack that is being written, as it was saved last: its problems by cell, its examples, and what it answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER
from builders.saved_workbook import a_workbook, saved
from builders.sixth_place import sixth_place
from openpyxl import load_workbook
from pypdf import PdfReader

from gridcounter import paths
from gridcounter.bootstrap import open_assessor, open_paper_renderer
from gridcounter.core.policy.cases import look_up
from gridcounter.core.policy.contract import to_contract
from gridcounter.errors import GridcounterError
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.packs import CASES_FILE
from gridcounter.services.policy.pack_files import BaselineNotHere
from gridcounter.services.policy.pack_workbook import write_pack_workbook
from gridcounter.services.policy.trial import LockFile, NotThere, expected_words, on_trial, read_trial, watched
from gridcounter.services.policy.trial_case import draw_trial_notice
from gridcounter.services.policy.trial_desk import TrialDesk

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.policy.trial import TrialReading

ASSESSOR = open_assessor()
TODAY = date(2026, 9, 28)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return a_workbook(tmp_path)


def read(path: Path) -> TrialReading:
    found = read_trial(path, ASSESSOR)
    assert found is not None
    return found


def a_desk(path: Path) -> TrialDesk:
    desk = TrialDesk(ASSESSOR, as_micro=None)
    desk.take(read(path), "09:00", TODAY)
    return desk


def days(desk: TrialDesk) -> int | None:
    """Of the first step of the answer that is shown."""
    state = desk.state
    assert state is not None
    assert state.decision is not None
    return state.decision.steps[0].wd


def test_a_sound_workbook_answers_its_examples_and_could_be_adopted(book: Path) -> None:
    found = read(book)
    assert found.sound
    assert found.pack is not None
    assert (found.pack.id, found.problems, found.failing) == ("yangli", (), 0)
    assert found.examples
    assert all(one.row > 1 and one.results for one in found.examples)


def test_the_folder_of_a_pack_is_read_as_well(tmp_path: Path) -> None:
    folder = sixth_place(tmp_path / "pack")
    assert read(folder).sound
    (folder / CASES_FILE).unlink()
    assert [str(one.where) for one in read(folder).problems] == [
        "yangli/cases.toml［文件］yangli/cases.toml：填写的是 没有找到；应为政策包自带的案例文件，写明案件和应有的答复"
    ]


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(book: Path) -> None:
    before = read(book).digest
    assert read_trial(book, ASSESSOR, before) is None
    saved(book, "环节表", 2, "工作日", 5)
    assert read_trial(book, ASSESSOR, before) is not None


def test_the_paper_beside_the_workbook_is_read_with_it(book: Path) -> None:
    before = read(book)
    (book.parent / "原文.txt").write_text(PAPER.replace("4个工作日", "6个工作日"), "utf-8")
    found = read_trial(book, ASSESSOR, before.digest)
    assert found is not None
    assert found.pack is not None
    assert [(one.where.sheet, one.where.rows, one.cell) for one in found.problems] == [("环节表", (2,), "环节表!E2")]
    assert found.original.startswith("样例市能源局文件")
    packs = on_trial(found, ASSESSOR).packs
    assert original_beside(found.pack, packs) is not None
    assert watched(book) == [book, book.parent / "原文.txt"]


@pytest.mark.parametrize(
    ("sheet", "row", "title", "value", "cell"),
    [
        ("环节表", 2, "由谁办", "电工", "环节表!"),
        ("条件名称", 2, "适用情形", "电压等级 不超过 一千伏", "条件名称!B2"),
        ("用户类别表", 2, "适用情形", "属于 nobody", "用户类别表!"),
        ("资料表", 2, "条款", None, "资料表!"),
    ],
)
def test_a_problem_names_the_cell_as_the_name_box_takes_it(
    sheet: str, row: int, title: str, value: object, cell: str, book: Path
) -> None:
    found = read(saved(book, sheet, row, title, value))
    titles = [one.value for one in load_workbook(book)[sheet][1]]
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[titles.index(title)]
    assert found.pack is None
    assert not found.examples
    assert f"{sheet}!{letter}{row}" in [one.cell for one in found.problems]
    assert all(one.cell.startswith(cell) for one in found.problems)


def test_of_several_rules_of_one_id_the_row_of_the_one_that_is_meant_is_named(tmp_path: Path) -> None:
    out = tmp_path / "jining.xlsx"
    write_pack_workbook(paths.policies() / "jining", out)
    found = read(saved(out, "环节表", 2, "工作日", 9))
    sums = [row for row in load_workbook(out)["时限表"].iter_rows(values_only=True) if row[0] == "grid_side"]
    assert len(sums) > 1
    assert [(one.where.sheet, one.where.rows) for one in found.problems] == [("时限表", (2,))]


def test_an_example_that_is_answered_otherwise_shows_both(book: Path) -> None:
    found = read(saved(book, "例子", 2, "值", "hv"))
    failing = [one for one in found.examples if not one.holds]
    assert found.pack is not None
    assert not found.sound
    assert failing
    differing = [row for row in failing[0].results if not row.holds]
    assert [(expected_words(row), row.found_words) for row in differing] == [("是 “hv”", "“lv”")]


def test_an_example_that_cannot_be_read_says_why(book: Path) -> None:
    found = read(saved(book, "例子", 2, "情形", "受理日期：2026-13-01"))
    assert found.examples[0].results == ()
    assert "2026-13-01" in found.examples[0].problems[0]
    desk = TrialDesk(ASSESSOR, as_micro=None)
    desk.take(found, "09:00", TODAY)
    assert not desk.choose(found.examples[0])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("~$样例市.xlsx", LockFile), (".~lock.样例市.xlsx#", LockFile), ("别的.xlsx", NotThere), ("别的", NotThere)],
)
def test_what_is_no_workbook_to_read_is_told(name: str, wrong: type[GridcounterError], book: Path) -> None:
    with pytest.raises(wrong):
        read_trial(book.with_name(name), ASSESSOR)


@pytest.mark.parametrize("lock", ["", "~$"])
def test_the_name_of_a_workbook_neither_turns_nor_breaks_what_is_told_of_it(lock: str, book: Path) -> None:
    with pytest.raises(GridcounterError) as refused:
        read_trial(book.with_name(f"{lock}甲\u202e\n\x1bxslx.xlsx"), ASSESSOR)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_half_written_workbook_is_refused_in_one_sentence(share: float, book: Path) -> None:
    whole = book.read_bytes()
    book.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(GridcounterError) as refused:
        read_trial(book, ASSESSOR)
    assert "\n" not in str(refused.value)


def test_a_workbook_that_is_open_elsewhere_says_so(book: Path) -> None:
    before = read(book).opened
    book.with_name(f"~${book.name}").write_bytes(b"lock")
    assert (before, read(book).opened) == (False, True)


def test_general_practice_is_no_pack_of_a_place() -> None:
    with pytest.raises(BaselineNotHere):
        read_trial(paths.policies() / "baseline", ASSESSOR)


def test_an_answer_stands_under_the_last_version_that_answers(book: Path) -> None:
    desk = a_desk(book)
    desk.take(read(saved(book, "环节表", 2, "工作日", "两天")), "09:05", TODAY)
    while_wrong = desk.stale, days(desk)
    desk.take(read(saved(book, "环节表", 2, "工作日", 5)), "09:10", TODAY)
    assert (while_wrong, (desk.stale, days(desk))) == ((True, 4), (False, 5))
    assert desk.before is not None
    assert desk.before.at == "09:00"


def test_the_version_before_stays_while_the_rules_stay(book: Path) -> None:
    """Whoever saves twice still sees what he changed."""
    desk = a_desk(book)
    desk.take(read(saved(book, "环节表", 2, "工作日", 5)), "09:05", TODAY)
    desk.take(read(saved(book, "例子", 2, "例子", "改了名的例子")), "09:10", TODAY)
    was = desk.state_before
    assert was is not None
    assert was.decision is not None
    assert (was.decision.steps[0].wd, days(desk)) == (4, 5)


def test_a_case_follows_its_example_until_it_is_changed_by_hand(book: Path) -> None:
    desk = a_desk(book)
    found = read(book)
    assert desk.choose(found.examples[0])
    assert desk.case is not None
    given = desk.case
    desk.answer("case.customer", "resident")
    assert (desk.example, desk.altered) == (found.examples[0].case.name, True)
    desk.take(read(saved(book, "环节表", 2, "工作日", 5)), "09:05", TODAY)
    assert desk.case.answers["case.customer"] == "resident"
    assert desk.choose(found.examples[0])
    assert desk.case == given


def test_a_case_that_contradicts_itself_has_no_answer_and_says_where(book: Path) -> None:
    desk = a_desk(book)
    desk.begin(TODAY)
    for field, value in (("case.business", "temporary"), ("case.supply.permanent", True)):
        desk.answer(field, value)
    assert desk.state is not None
    assert desk.state.decision is None
    assert desk.state.problems


def test_an_answer_to_a_question_that_the_pack_no_longer_asks_does_not_count(book: Path) -> None:
    desk = a_desk(book)
    desk.begin(TODAY)
    desk.answer("case.local.gone", "x")
    assert desk.state is not None
    assert desk.state.decision is not None


def test_the_notice_of_a_trial_case_is_marked_and_bears_no_confirmation(book: Path, tmp_path: Path) -> None:
    desk = a_desk(book)
    state, version = desk.state, desk.answering
    assert state is not None
    assert state.case is not None
    assert version is not None
    office = {"name": "样例营业厅", "policy_confirmed_on": "2026-01-05"}
    content = draw_trial_notice(state.case, version.assessor, open_paper_renderer(ASSESSOR), office)
    (tmp_path / "notice.pdf").write_bytes(content)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "notice.pdf").pages)
    assert "试用：政策包尚未启用" in text
    assert "样能字〔2026〕6号" in text
    assert "2026年1月5日" not in text


def test_each_example_of_each_shipped_pack_is_tried_as_its_check_does() -> None:
    """Also those whose works are none or unknown: the questions of the desk say the same case."""
    for place in ("jining", "zaozhuang"):
        found = read(paths.policies() / place)
        assert found.pack is not None
        for one in found.examples:
            desk = TrialDesk(ASSESSOR, as_micro=None)
            desk.take(found, "09:00", TODAY)
            desk.choose(one)
            state = desk.state
            assert state is not None
            assert state.decision is not None, one.case.name
            answer = to_contract(state.decision)
            kept = [row for row in one.results if not row.expectation.path.endswith(".needs")]
            assert [look_up(answer, row.expectation.path) for row in kept] == [row.found for row in kept], one.case.name


def test_a_pack_whose_rules_cannot_be_read_has_nothing_to_answer_by(book: Path) -> None:
    with pytest.raises(ValueError, match="no rules"):
        on_trial(read(saved(book, "环节表", 2, "工作日", "两天")), ASSESSOR)
