"""Stretches of road are added, changed, removed and restored by keyboard alone; all of it is recorded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders.window.window_builders import ASSESSOR, a_demo_record, application
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from gridcounter.bootstrap import open_application_service
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.intake.road_stretches import StretchesAnswer
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.ledger.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gridcounter.services.applications.application_service import ApplicationService

FIELD = "project.stretches"
WORKS: dict[str, Any] = {
    "case.locality": "jining",
    "case.on": "2026-09-28",
    "case.business": "new_connection",
    "case.customer": "enterprise",
    "case.supply.voltage_kv": 10,
    "case.supply.dedicated_line": False,
    "case.works": {},
    "case.works.kind": "customer_connection",
    "case.works.owner": "applicant",
    "case.works.occupies": ["footway"],
    "project.start_on": "2026-10-12",
}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApplicationService]:
    with a_demo_record(tmp_path_factory.mktemp("stretches")) as record:
        yield open_application_service(record, ASSESSOR)


@pytest.fixture
def page(qapp: QApplication, desk: ApplicationService) -> Iterator[IntakePage]:
    del qapp
    apply_theme(application(), LIGHT, Scale(100))
    made = IntakePage(desk, desk.intake.open(date(2026, 9, 28), WORKS), LIGHT, Scale())
    made.show_step(2)
    made.show()
    made.activateWindow()
    yield made
    made.deleteLater()


def stretches(page: IntakePage) -> StretchesAnswer:
    found = page.answers[FIELD]
    assert isinstance(found, StretchesAnswer)
    return found


def saved(desk: ApplicationService, page: IntakePage) -> Any:  # noqa: ANN401  JSON
    found = desk.record.applications.fields(page.application).get(FIELD)
    return found.value if found else None


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def typed(*texts: str | None) -> None:
    """From the field where the focus is, each with Enter behind it; None goes past a choice."""
    for text in texts:
        edit = focus()
        if text and isinstance(edit, QLineEdit):
            edit.insert(text)  # as an input method does
        QTest.keyClick(focus(), Qt.Key.Key_Return)


def test_a_stretch_is_filled_in_by_keys_alone_and_saved_field_by_field(
    desk: ApplicationService, page: IntakePage
) -> None:
    stretches(page).more.setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert focus() is stretches(page).form.editors["road"].focusProxy()
    typed("样例路南侧")
    assert saved(desk, page) == [{"road": "样例路南侧"}]
    QTest.keyClick(focus(), Qt.Key.Key_1)
    typed(None, "32", "3.9", "敷设电缆", None, "10-20", "2", "国槐", "1")
    QTest.keyClick(focus(), Qt.Key.Key_Return)

    assert saved(desk, page) == [
        {
            "road": "样例路南侧",
            "surface": "footway",
            "length_m": 32,
            "width_m": 3.9,
            "reason": "敷设电缆",
            "to_on": "2026-10-20",
            "trees": 2,
            "trees_kind": "国槐",
            "lamp_posts": 1,
        }
    ]
    assert not stretches(page).form.isVisible()
    shown = [label.text() for label in stretches(page).findChildren(QLabel) if label.isVisible()]
    assert "第 1 段　样例路南侧　人行道　32 × 3.9 = 124.8 平方米　敷设电缆" in shown
    assert "合计 124.8 平方米" in shown


def is_whole(widget: QWidget) -> bool:
    """What is scrolled out of sight, even in part, is not."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_what_is_typed_into_a_stretch_is_seen_from_its_first_field_to_the_button_after_its_last(
    qtbot: QtBot, page: IntakePage
) -> None:
    page.resize(1144, 560)
    stretches(page).more.setFocus()
    qtbot.waitUntil(lambda: is_whole(focus()))
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert focus() is stretches(page).form.editors["road"].focusProxy()
    qtbot.waitUntil(lambda: is_whole(focus()))
    typed("样例路", None, *[None] * 8)
    assert focus() is stretches(page).form.done
    qtbot.waitUntil(lambda: is_whole(focus()))
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert focus() is stretches(page).more
    qtbot.waitUntil(lambda: is_whole(focus()))


def test_a_step_opened_again_shows_the_field_that_takes_what_is_typed(qtbot: QtBot, page: IntakePage) -> None:
    page.resize(1144, 560)
    page.focus_first()
    first = focus()
    stretches(page).more.setFocus()
    qtbot.waitUntil(lambda: is_whole(stretches(page).more))
    assert not is_whole(first)
    page.show_step(1)
    page.show_step(2)
    page.focus_first()
    assert focus() is first
    qtbot.waitUntil(lambda: is_whole(first))


def test_a_stretch_is_changed_removed_and_brought_back(desk: ApplicationService, page: IntakePage) -> None:
    rows = [{"road": f"样例路{place}段", "length_m": place, "width_m": 0.1} for place in (1, 2, 3)]
    desk.save(page.application, FIELD, rows)
    page._show(desk.state(page.application))  # noqa: SLF001  as it is read again
    lines = stretches(page).lines

    lines[1].change.click()
    typed("（北侧）")
    assert [row["road"] for row in saved(desk, page)] == ["样例路1段", "样例路2段（北侧）", "样例路3段"]

    lines[1].remove.click()
    assert [row["length_m"] for row in saved(desk, page)] == [1, 3]
    assert len(stretches(page).lines) == 2
    back = focus()
    assert isinstance(back, QPushButton)
    back.click()
    assert [row["road"] for row in saved(desk, page)] == ["样例路1段", "样例路2段（北侧）", "样例路3段"]


def test_the_last_stretch_removed_leaves_nothing_said(desk: ApplicationService, page: IntakePage) -> None:
    desk.save(page.application, FIELD, [{"road": "样例路"}])
    page._show(desk.state(page.application))  # noqa: SLF001
    stretches(page).lines[0].remove.click()

    assert saved(desk, page) is None


@pytest.mark.parametrize(
    ("name", "text", "words"), [("length_m", "0", "大于 0"), ("width_m", "200公里", "不大于"), ("trees", "1.5", "整数")]
)
def test_what_cannot_be_is_said_at_its_field_and_not_saved(
    desk: ApplicationService, page: IntakePage, name: str, text: str, words: str
) -> None:
    answer = stretches(page)
    answer.more.click()
    editor = answer.form.editors[name]
    edit = editor.findChildren(QLineEdit)[0]
    edit.setText(text)
    edit.editingFinished.emit()

    assert saved(desk, page) is None
    assert any(words in label.text() for label in editor.findChildren(QLabel) if label.isVisible())


def test_contradictory_answers_are_shown_to_the_clerk(desk: ApplicationService, page: IntakePage) -> None:
    desk.save(page.application, FIELD, [{"surface": "carriageway", "length_m": 32, "width_m": 3.9}])
    desk.save(page.application, "project.dig_area_m2", 120)
    desk.save(page.application, "project.road_built_on", "2024-06-30")
    state = desk.state(page.application)

    assert "机动车道" in state.doubtful[FIELD]
    assert "124.8 平方米" in state.doubtful["project.dig_area_m2"]
    assert "不满三年" in state.doubtful["project.road_built_on"]
    assert "通用做法" in state.doubtful["project.road_built_on"]


def test_days_out_of_order_are_reported_before_a_paper_refuses_them(desk: ApplicationService, page: IntakePage) -> None:
    desk.save(page.application, FIELD, [{"to_on": "2026-10-11"}])

    assert desk.state(page.application).wrong[FIELD] == "第 1 段的占用结束日期不能早于计划开工日期 2026-10-12"


def test_a_stretch_is_in_the_journal_as_other_particulars_of_the_works(
    desk: ApplicationService, page: IntakePage
) -> None:
    desk.save(page.application, FIELD, [{"road": "样例路"}])
    entries = list(desk.record.journal.of(page.application))

    assert entries[-1].kind == Kind.FIELDS_CHANGED
    assert timeline(entries, {})[-1].what == "填写外线工程资料"


def test_tab_goes_down_the_stretches_to_the_form_below_them(desk: ApplicationService, page: IntakePage) -> None:
    desk.save(page.application, FIELD, [{"road": "样例路1段"}, {"road": "样例路2段"}])
    page._show(desk.state(page.application))  # noqa: SLF001
    answer = stretches(page)
    answer.lines[1].remove.click()
    answer.more.click()
    answer.lines[0].change.setFocus()
    seen = []
    for _ in range(5):
        seen.append(focus().accessibleName() or getattr(focus(), "text", str)())
        QTest.keyClick(focus(), Qt.Key.Key_Tab)

    assert seen == ["修改第 1 段", "删去第 1 段", "恢复这一段", "加一段", "道路、路段"]
