"""The desk is locked while slow work runs: its end asks for no file and no printer, opens and writes nothing.

The dialog of an export came up over the locked desk, and whoever passed by saved the papers of an application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders.hostile_files import a_pdf_of
from builders.told_builders import taken_in
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from builders.window.window_texts import on_the_screen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.attachments import FileType
from gridcounter.desktop.custody import backups_section
from gridcounter.desktop.custody.backup_status import BACKUPS
from gridcounter.desktop.filing import filing_export
from gridcounter.desktop.filing.filing_pane import FilingPane
from gridcounter.desktop.kit import output
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.custody.backups import Backups
from gridcounter.services.papers.attachments import Attachments, CheckedFile
from gridcounter.services.papers.issuing import issue, prepare
from gridcounter.services.record.record import Record

SCRIPT = a_pdf_of(
    [
        "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
)


@dataclass
class Desk:
    """The window, and what asked for a person or wrote a file."""

    window: MainWindow
    asked: list[str]

    @property
    def filing(self) -> str:
        """The application that is to be filed."""
        kind = Kind.FILING_PREPARED
        return next(str(entry.application) for entry in self.record.journal.all() if entry.kind == kind)

    @property
    def record(self) -> Record:
        return self.window._session.record  # noqa: SLF001  what the window stands on

    def kinds(self) -> list[str]:
        """What is on record, but for the key that signs what is handed out."""
        return [str(entry.kind) for entry in self.record.journal.all() if entry.kind != Kind.SIGNING_KEY_MADE]

    def settle(self) -> None:
        """All work has ended, and its end arrived."""
        for _ in range(3):
            for tasks in self.window.findChildren(Tasks):
                tasks.wait()
            QTest.qWait(0)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    del qapp
    asked: list[str] = []

    def asks(what: str, answer: object = None) -> Callable[..., object]:
        def ask(*_: object, **__: object) -> object:
            asked.append(what)
            return answer

        return ask

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asks("a file", (str(tmp_path / "saved"), "")))
    monkeypatch.setattr(QMessageBox, "exec", asks("a question", 0))
    monkeypatch.setattr(QDialog, "open", asks("a dialog"))
    monkeypatch.setattr(PaperOutput, "print", asks("a printer"))
    monkeypatch.setattr(output, "write_file", asks("writes"))
    monkeypatch.setattr(filing_export, "write_package", asks("writes"))
    monkeypatch.setattr(backups_section, "is_confirmed", asks("the way back", answer=False))
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        made = Desk(window, asked)
        window.work.ledger, window.work.filings, window.work.papers  # noqa: B018  built before, not behind the lock
        made.settle()
        yield made


def export(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attachment is examined before anything is asked."""
    Attachments(desk.record, "c1").add_checked(desk.filing, CheckedFile(SCRIPT, FileType.PDF, frozenset()), "附件甲")
    monkeypatch.setattr(filing_export, "is_examined", lambda _: False)
    shown(desk).export.ask(desk.window, desk.filing)


def package(desk: Desk, _: object) -> None:
    shown(desk).export.write(desk.filing, Path("package.zip"))


def word(desk: Desk, _: object) -> None:
    desk.window.work.papers.show_application(desk.filing)
    desk.window.show_page(PageKey.PAPERS)
    desk.settle()
    page = desk.window.work.papers
    assert page._prepared is not None  # noqa: SLF001
    page._out.save_word(page, page._prepared, page.drawn[0], "normal")  # noqa: SLF001
    assert desk.asked.pop() == "a file"  # that was before the work


def reference(desk: Desk, _: object) -> None:
    desk.window.show_page(PageKey.POLICY)
    desk.window.work.policy._on_print()  # noqa: SLF001


def reference_as_pdf(desk: Desk, _: object) -> None:
    desk.window.show_page(PageKey.POLICY)
    desk.window.work.policy._on_save()  # noqa: SLF001


def slip(desk: Desk, _: object) -> None:
    desk.window.show_page(PageKey.HOME)
    desk.window.home.shift.click()


def way_back(desk: Desk, _: object) -> None:
    Backups(desk.record).make()
    desk.window.show_page(PageKey.SETTINGS)
    desk.window.work.settings.show_section(BACKUPS)
    desk.settle()
    section = next(one for one in desk.window.work.settings.sections if one.TITLE == BACKUPS)
    assert isinstance(section, backups_section.BackupsSection)
    section.restore.click()


def reissued_at_once(desk: Desk, _: object) -> None:
    session, application = desk.window._session, desk.filing  # noqa: SLF001
    issue(session.service, application, session.paper_renderer().draw(prepare(session.service, application)))
    again = {one.paper: one.ref for one in session.record.papers.of(application)}
    desk.window.show_page(PageKey.PAPERS)
    desk.window.work.papers.reissue(application, "更正", again)


def survey(desk: Desk, _: object) -> None:
    service = desk.window._session.service  # noqa: SLF001
    application, page = taken_in(service), desk.window.work.papers
    desk.window.show_page(PageKey.PAPERS)
    page.show_application(application)
    desk.settle()
    page.issue_all()
    service.save(application, "case.supply.dedicated_line", value=False)
    page.later.survey.click()


def shown(desk: Desk) -> FilingPane:
    desk.window.show_page(PageKey.FILINGS)
    desk.window.work.filings.search.setText(desk.record.applications.get(desk.filing).number)
    desk.settle()
    pane = desk.window.work.filings.pane
    until(lambda: pane.case is not None)
    return pane


def attachment(desk: Desk, _: object) -> None:
    shown(desk).attached.add_file(a_file(desk))


def signed_copy(desk: Desk, _: object) -> None:
    session, application = desk.window._session, desk.filing  # noqa: SLF001
    issue(session.service, application, session.paper_renderer().draw(prepare(session.service, application)))
    session.issued.deliver_all(handed := session.issued.awaited(application), "in_person")
    desk.window.show_page(PageKey.LEDGER)
    card = desk.window.work.ledger.detail
    assert card is not None
    card.show_application(application)
    card.notice_terms.file_signed(handed[0], a_file(desk))


def a_file(desk: Desk) -> Path:
    path = desk.record.folder / "scan.pdf"
    path.write_bytes(SCRIPT)
    return path


FLOWS: dict[Callable[[Desk, pytest.MonkeyPatch], None], str] = {
    export: "导出",
    package: "导出",
    word: "存 Word",
    reference: "打印",
    reference_as_pdf: "存 PDF",
    slip: "打开交班单",
    way_back: "恢复",
    reissued_at_once: "重出",
    survey: "出具",
    attachment: "添加附件",
    signed_copy: "存签收件",
}


@pytest.mark.parametrize("begin", FLOWS)
def test_what_ends_behind_the_lock_asks_for_nothing_and_says_so_afterwards(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, begin: Callable[[Desk, pytest.MonkeyPatch], None]
) -> None:
    begin(desk, monkeypatch)
    before = desk.kinds()
    desk.window.lock()
    desk.settle()

    assert desk.asked == []
    assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == [desk.window]
    assert desk.kinds() == before

    unlock(desk.window, "c1", "471108")
    desk.settle()
    assert desk.asked == []
    assert f"锁屏期间没有{FLOWS[begin]}，请再点一次" in on_the_screen()


@pytest.mark.parametrize("begin", FLOWS)
def test_locked_and_opened_again_before_the_end_asks_for_nothing_either(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, begin: Callable[[Desk, pytest.MonkeyPatch], None]
) -> None:
    begin(desk, monkeypatch)
    desk.window.lock()
    unlock(desk.window, "c1", "471108")
    desk.settle()

    assert desk.asked == []


@pytest.mark.parametrize("begin", FLOWS)
def test_at_an_open_desk_it_asks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, begin: Callable[[Desk, pytest.MonkeyPatch], None]
) -> None:
    before = len(desk.kinds())
    begin(desk, monkeypatch)
    desk.settle()

    assert desk.asked or Kind.ATTACHMENT_ADDED in desk.kinds()[before:]
