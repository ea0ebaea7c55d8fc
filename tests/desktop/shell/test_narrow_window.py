"""A laptop on site: below 1000 points the rail shows icons, and the guidance is one line that opens on a click.

It catches a threshold of the one that forgets the other: between them the questions had a third of the window.
"""

from __future__ import annotations

import pytest
from builders.record_builders import CLERK
from builders.window.window_builders import a_window
from PySide6.QtWidgets import QTextBrowser

from gridcounter.desktop.intake.guidance_line import GuidanceLine
from gridcounter.services.record.record import Record


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("size", "percent"),
    [((911, 512), 100), ((911, 512), 125), ((911, 512), 150), ((962, 600), 100), ((999, 600), 100), ((1240, 700), 125)],
)
def test_on_site_the_questions_have_the_window(record: Record, size: tuple[int, int], percent: int) -> None:
    with a_window(record, size=size, percent=percent) as window:
        window.lock_page.identified.emit(CLERK)
        window.begin()
        page = window.tabs.front
        assert page is not None
        line, guidance = page.findChild(GuidanceLine), page.findChild(QTextBrowser, "Guidance")
        assert line is not None
        assert isinstance(guidance, QTextBrowser)
        assert window.rail.width() == window.scale.px(56)
        assert line.isVisible()
        assert not guidance.isVisible()
        assert line.height() <= window.scale.px(40)
        closed = line.mapTo(window, line.rect().bottomLeft()).y()
        line.click()
        assert guidance.isVisible()
        line.click()
        assert not guidance.isVisible()
        assert line.mapTo(window, line.rect().bottomLeft()).y() == closed


@pytest.mark.usefixtures("qapp")
def test_a_wide_window_shows_both(record: Record) -> None:
    with a_window(record, size=(1366, 768)) as window:
        window.lock_page.identified.emit(CLERK)
        window.begin()
        page = window.tabs.front
        assert page is not None
        guidance = page.findChild(QTextBrowser, "Guidance")
        assert isinstance(guidance, QTextBrowser)
        assert guidance.isVisible()
        assert window.rail.width() == window.scale.px(136)
