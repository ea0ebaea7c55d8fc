"""An applicant at each of the five places leaves with papers; next week everything is found again."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pypdf
import pytest
from builders.window.by_hand import press
from builders.window.hall import ASSESSOR, SHOP, hall, print_to

from gridcounter.desktop.ledger.end_dialog import EndDialog
from gridcounter.desktop.shell.main_view import PageKey

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

#: With the hand-over of the set. It took 30 without one, and then three clicks for each paper.
MOST_KEYS = 28
PLACES = tuple(ASSESSOR.packs.localities)


@pytest.mark.parametrize("place", PLACES)
def test_from_good_morning_to_papers_and_found_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    printed = tmp_path / "printed.pdf"
    print_to(monkeypatch, printed)

    with hall(qtbot, tmp_path, place) as desk:
        application = desk.take_in(SHOP)
        desk.receive_all()
        desk.receive_and_accept()
        papers = desk.print_papers()
        assert "one_time_notice" in papers
        row = desk.record.applications.get(application)
        first = dict(zip(papers, (content for _, content in desk.record.handed_out(row.short_code)), strict=True))
        pages = sum(len(pypdf.PdfReader(BytesIO(content)).pages) for content in first.values())
        assert len(pypdf.PdfReader(printed).pages) == pages
        desk.hand_over()

    with hall(qtbot, tmp_path, place) as desk:
        assert desk.page.application == application
        assert desk.find("豆腐") == [application]
        assert desk.find("yldf") == [application]
        desk.press("Return")
        assert desk.page.application == application
        assert desk.record.verify().sound
        desk.window.show_page(PageKey.INTAKE)
        press(desk.page, "出具文书")
        desk.qtbot.waitUntil(lambda: desk.window.work.papers.papers.count() > 0, timeout=30_000)
        notice = next(paper for paper in desk.record.papers.of(application) if paper.paper == "one_time_notice")
        desk.window.work.papers.issued.voided.emit(notice.ref, "地址写错，重新出具")
        desk.qtbot.waitUntil(lambda: desk.window.work.papers.papers.count() > 0, timeout=30_000)
        desk.press("Ctrl+Return")
        desk.window.tasks.wait()
        again = [paper for paper in desk.record.papers.of(application) if paper.paper == "one_time_notice"]
        assert [(paper.version, bool(paper.voided_at), paper.replaces) for paper in again] == [
            (1, True, None),
            (2, False, notice.ref),
        ]
        desk.window.work.ledger.show_application(application)
        detail = desk.window.work.ledger.detail
        assert detail is not None
        detail.acts.ends.actions()[0].trigger()
        (dialog,) = detail.acts.findChildren(EndDialog)
        dialog.ok.click()
        assert desk.record.applications.get(application).state == "closed"
        kept = {paper.ref: content for paper, content in desk.record.handed_out(row.short_code)}
        assert kept[notice.ref] == first["one_time_notice"]


def test_a_standard_low_voltage_case_takes_fewer_keys_than_before_with_its_hand_over(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_to(monkeypatch, tmp_path / "printed.pdf")
    with hall(qtbot, tmp_path, "jining") as desk:
        desk.take_in(SHOP)
        desk.receive_all()
        desk.receive_and_accept()
        papers = desk.print_papers()
        assert "one_time_notice" in papers
        assert (tmp_path / "printed.pdf").stat().st_size > 0
        desk.hand_over()
        assert len(desk.strokes) <= MOST_KEYS, " ".join(desk.strokes)
