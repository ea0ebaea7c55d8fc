"""An application with an unreadable entry says so on its card and on its page."""

from __future__ import annotations

from pathlib import Path

from builders.told_builders import a_desk, taken_in
from builders.unread_builders import MALFORMED, put_in
from pytestqt.qtbot import QtBot

from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger.application_card import ApplicationDetail


def test_card_and_page_say_that_something_on_record_cannot_be_read(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        for kind, text in MALFORMED:
            put_in(desk.record, application, kind, text)
        note = f"有 {len(MALFORMED)} 条登记的内容本程序读不懂"

        card = ApplicationDetail(desk)
        qtbot.addWidget(card)
        card.show_application(application)
        page = IntakePage(desk, application, LIGHT, Scale())
        qtbot.addWidget(page)

        assert card._answer.text().startswith(note)  # noqa: SLF001  what stands on the card
        assert card.moments.count() > len(MALFORMED)
        assert note in page._pane._state.text()  # noqa: SLF001  what stands at the foot of the page
