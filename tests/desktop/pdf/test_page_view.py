"""The preview of a paper: what is seen is drawn, as large as asked for; which page it is; its text."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from builders.window.pixels import bytes_of
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from gridcounter.desktop.kit.preview import Preview
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens, palette
from gridcounter.desktop.pdf.pages import picture_of
from gridcounter.desktop.pdf.view import STEPS, PageView
from gridcounter.desktop.session.clipboard import CopiedText, take_all_back

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
Asked = list[tuple[int, QSize, QRect | None]]


def a_paper(pages: int = 3, size: tuple[float, float] = A4) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for place in range(1, pages + 1):
        canvas.setPageSize(size)
        canvas.drawString(60, size[1] - 60, f"page {place}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Which pages were drawn, how large, and which part."""
    found: Asked = []
    real = picture_of

    def noting(content: bytes, page: int, size: QSize, part: QRect | None = None) -> QImage:
        found.append((page, size, part))
        return real(content, page, size, part)

    monkeypatch.setattr("gridcounter.desktop.pdf.view.picture_of", noting)
    return found


@pytest.fixture
def preview(qtbot: QtBot, asked: Asked) -> Iterator[Preview]:  # noqa: ARG001  before the first page is drawn
    made = Preview(Scale())
    qtbot.addWidget(made)
    made.resize(640, 500)
    made.show()
    made.show_content(a_paper())
    drawn(made)
    yield made
    made.hide()
    take_all_back()


def drawn(preview: Preview) -> QImage:
    return preview.pages.viewport().grab().toImage()


def grey(image: QImage) -> bytes:
    return bytes_of(image.convertToFormat(QImage.Format.Format_Grayscale8))


def turn_wheel(view: PageView, by: int, held: Qt.KeyboardModifier) -> None:
    at = QPointF(view.viewport().rect().center())
    to = view.viewport().mapToGlobal(at)
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(at, to, QPoint(), QPoint(0, by), none, held, Qt.ScrollPhase.NoScrollPhase, False)  # noqa: FBT003
    QApplication.sendEvent(view.viewport(), event)


def test_a_paper_begins_with_its_first_page_as_wide_as_the_view(preview: Preview) -> None:
    view = preview.pages
    assert (view.count, view.page, view.fits) == (3, 0, True)
    assert view.horizontalScrollBar().maximum() == 0
    assert preview.where.text() == "第 1/3 页"
    before = view.percent
    preview.resize(900, 500)
    assert view.percent > before


def test_only_pages_that_are_seen_are_drawn_and_each_once(preview: Preview, asked: Asked) -> None:
    assert {page for page, *_ in asked} == {0}
    drawn(preview)
    assert len(asked) == 1
    preview.pages.show_page(2)
    drawn(preview)
    assert {page for page, *_ in asked} <= {0, 1, 2}
    assert 2 in {page for page, *_ in asked}


@pytest.mark.parametrize("percent", [100, 200, 300, 400])
def test_beyond_twice_its_size_only_the_part_that_is_seen_is_drawn(
    preview: Preview, asked: Asked, percent: int
) -> None:
    asked.clear()
    preview.pages.zoom(percent)
    drawn(preview)
    page, size, part = asked[-1]
    assert part is not None
    assert size.width() == pytest.approx(A4[0] * 96 / 72 * percent / 100, abs=2)
    seen = preview.pages.viewport().size()
    if percent > 200:
        assert part.width() <= seen.width()
        assert part.height() <= seen.height()
    else:
        assert part == QRect(QPoint(), size)
    assert page == preview.pages.page


def test_a_part_is_the_picture_of_its_place_on_the_page(preview: Preview) -> None:
    view = preview.pages
    view.zoom(400)
    view.verticalScrollBar().setValue(150)
    view.horizontalScrollBar().setValue(200)
    got = drawn(preview)
    place = next(place for page, place in view._places() if page == 0)  # noqa: SLF001  where it lies
    whole = picture_of(view.content, 0, place.size())
    part = whole.copy(QRect(QPoint(200, 150) - place.topLeft() + QPoint(40, 60), QSize(300, 200)))
    same, theirs = grey(got.copy(40, 60, 300, 200)), grey(part)
    assert max(abs(one - other) for one, other in zip(same, theirs, strict=True)) <= 2, "edges of letters are rounded"
    assert max(theirs) - min(theirs) > 200, "else nothing is compared"


def test_ctrl_and_wheel_or_keys_or_buttons_make_it_larger_and_smaller(preview: Preview) -> None:
    view = preview.pages
    view.zoom(100)
    turn_wheel(view, 120, CONTROL)
    assert view.percent == 125
    turn_wheel(view, -120, CONTROL)
    assert view.percent == 100
    for part in range(1, 5):  # as a touch pad
        turn_wheel(view, 30, CONTROL)
        assert view.percent == (125 if part == 4 else 100)
    turn_wheel(view, -120, CONTROL)
    at = view.verticalScrollBar().value()
    turn_wheel(view, -120, NONE)
    assert view.percent == 100
    assert view.verticalScrollBar().value() > at
    preview.activateWindow()
    view.setFocus()
    for key, percent in ((Qt.Key.Key_Plus, 125), (Qt.Key.Key_Equal, 150), (Qt.Key.Key_Minus, 125)):
        QTest.keyClick(view, key, CONTROL)
        assert view.percent == percent
    QTest.keyClick(view, Qt.Key.Key_0, CONTROL)
    assert view.fits
    assert not preview.fit.isEnabled()
    for _ in STEPS:
        preview.larger.click()
    assert view.percent == STEPS[-1]
    for _ in STEPS:
        preview.smaller.click()
    assert view.percent == STEPS[0]
    assert preview.where.text().endswith(f"{STEPS[0]}%")


def test_what_is_in_the_middle_stays_there_when_the_size_changes(preview: Preview) -> None:
    view = preview.pages
    view.zoom(100)
    view.show_page(1)
    for percent in (200, 400, 100):
        view.zoom(percent)
        assert view.page == 1


def test_pages_are_turned_by_keys_and_counted(preview: Preview) -> None:
    view = preview.pages
    bar = view.verticalScrollBar()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert 0 < bar.value() < view.viewport().height(), "a line of before is still seen"
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    assert preview.where.text().startswith("第 3/3 页")
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert preview.where.text().startswith("第 1/3 页")


def test_the_next_paper_begins_at_its_top_as_large_as_the_one_before(preview: Preview) -> None:
    preview.pages.zoom(150)
    preview.pages.show_page(2)
    preview.show_content(a_paper(1, landscape(A4)))
    assert preview.where.text() == "第 1/1 页　150%"
    assert preview.pages.verticalScrollBar().value() == 0


def test_text_is_copied_whole_or_as_marked(preview: Preview) -> None:
    view, clipboard = preview.pages, QGuiApplication.clipboard()
    view.show_page(1)
    preview.copy.click()
    assert clipboard.text().strip() == "page 2"
    view.zoom(100)
    view.show_page(0)
    place = next(place for page, place in view._places() if page == 0)  # noqa: SLF001
    on = [QPoint(round(x * 96 / 72), round(56 * 96 / 72)) + place.topLeft() for x in (60, 80)]
    on = [each - QPoint(view.horizontalScrollBar().value(), view.verticalScrollBar().value()) for each in on]
    before = drawn(preview)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, NONE, on[0])
    QTest.mouseMove(view.viewport(), on[1])
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, NONE, on[1])
    assert view.marked.text == "page"
    assert drawn(preview) != before, "it is seen what is marked"
    assert preview.copy.text() == "复制选中文字"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert clipboard.text() == "page"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, on[1])
    assert preview.copy.text() == "复制本页文字"
    clipboard.clear()


def test_copied_text_is_lent_as_all_that_the_program_copies(preview: Preview) -> None:
    """A paper names its applicant; the manual says that what is copied from it goes after half a minute."""
    preview.copy.click()
    assert QGuiApplication.clipboard().text().strip() == "page 1"
    application = QApplication.instance()
    assert application is not None
    lent = application.findChildren(CopiedText)[-1]
    assert lent.timer.isActive()
    lent.timer.timeout.emit()
    assert QGuiApplication.clipboard().text() == ""


def test_a_screen_reader_is_told_the_page_that_is_seen_and_nothing_that_is_hidden(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Qt 6.7 stays inactive without a real one, whatever it is told
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    preview.show_content(a_paper(2))
    assert preview.pages.accessibleDescription() == "第 1 页，共 2 页。page 1"
    QTest.keyClick(preview.pages, Qt.Key.Key_End)
    assert preview.pages.accessibleDescription().strip().endswith("page 2")
    preview.hide()
    assert preview.pages.accessibleDescription() == ""
    preview.show()
    assert preview.pages.accessibleDescription().strip().endswith("page 2")


def test_what_is_no_pdf_is_said_and_the_next_paper_is_shown(preview: Preview) -> None:
    preview.show_content(b"%PDF-1.4 and nothing of one")
    (said,) = [label for label in preview.findChildren(QLabel) if label.objectName() == "Trouble"]
    assert said.isVisible()
    assert "画不出来" in said.text()
    assert preview.pages.count == 0
    preview.show_content(a_paper())
    assert not said.isVisible()
    assert preview.pages.count == 3
    preview.clear()
    assert not preview.copy.isVisible()
    assert preview.content == b""


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_around_the_page_it_is_neither_the_paper_nor_the_window(preview: Preview, tokens: Tokens) -> None:
    preview.pages.setPalette(palette(tokens))
    assert drawn(preview).pixelColor(2, 2).name().lower() == tokens.sunken.lower()
    assert drawn(preview).pixelColor(40, 40).name() == "#ffffff"
