"""The window on the screen: where it was closed it opens again, never larger than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.window.window_builders import ASSESSOR, a_demo_record, a_window
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from gridcounter.core.intake.steps import STEPS
from gridcounter.desktop.app import build_window
from gridcounter.desktop.kit.appearance import place_of, show_in_place, show_whole
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.settings import OpenTabs, Settings, SettingsFile, read_settings


@pytest.mark.usefixtures("qapp")
def test_a_window_opens_where_and_as_large_as_it_was_closed(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    with a_demo_record(tmp_path) as record:
        window = build_window(record, ASSESSOR, LIGHT, Scale(), demo=True, file=file)
        window.show()
        window.setGeometry(40, 50, 700, 500)
        QTest.qWait(0)
        window.close()
        again = build_window(record, ASSESSOR, LIGHT, Scale(), demo=True, file=file)
        show_in_place(again, file.load().window)
        assert (again.width(), again.height()) == (window.width(), window.height()) == (700, 500)
        assert again.geometry().topLeft() == window.geometry().topLeft()
        again.close()


@pytest.mark.usefixtures("qapp")
def test_each_application_opens_again_at_its_step(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    with a_demo_record(tmp_path) as record:
        window = build_window(record, ASSESSOR, LIGHT, Scale(), demo=True, file=file)
        ids = [row.id for row in record.applications.recent(2)]
        for one, step in zip(ids, (3, 1), strict=True):
            window.open_application(one)
            window.tabs.pages()[-1].show_step(step)
        window.close()
        again = build_window(record, ASSESSOR, LIGHT, Scale(), demo=True, file=file)
        again.show()
        assert [STEPS.index(page.step) for page in again.tabs.pages()] == [3, 1]
        again.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("steps", [(1,), (1, 1, 1, 1)])
def test_steps_that_do_not_fit_the_applications_do_no_harm(tmp_path: Path, steps: tuple[int, ...]) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    with a_demo_record(tmp_path) as record:
        ids = tuple(row.id for row in record.applications.recent(2))
        held = Settings().with_open_tabs(str(record.folder), OpenTabs(ids, ids[0], "intake", "c1", steps))
        file.save(held)
        window = build_window(record, ASSESSOR, LIGHT, Scale(), demo=True, file=file)
        assert window.tabs.standing() == (ids, ids[0])
        window.close()


@pytest.mark.usefixtures("qapp")
def test_a_place_from_a_larger_screen_is_cut_to_this_one() -> None:
    large = QMainWindow()
    large.resize(5000, 4000)
    place = place_of(large)
    again = QMainWindow()
    show_in_place(again, place)
    room = again.screen().availableSize()
    assert again.width() <= room.width()
    assert again.height() <= room.height()
    again.close()


@pytest.mark.usefixtures("qapp")
def test_a_window_too_large_for_the_screen_fits_it_also_when_it_is_not_maximised() -> None:
    window = QMainWindow()
    window.resize(1280, 5000)
    show_whole(window)
    assert window.isMaximized()
    assert window.normalGeometry().height() < window.screen().availableSize().height()
    window.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("place", ["", "00ff", "01d9d0cb"])
def test_a_place_that_says_nothing_gives_the_usual_size(place: str) -> None:
    window = QMainWindow()
    window.resize(300, 200)
    show_in_place(window, place)
    assert (window.width(), window.height()) == (300, 200)
    assert window.isVisible()
    window.close()


@pytest.mark.parametrize("value", ["no hex", "ab" * 300, 7])
def test_a_place_written_by_hand_is_told_and_left(value: object) -> None:
    settings, problems = read_settings({"window": value})
    assert settings == Settings()
    assert problems == ("window：应为窗口的大小和位置，已用默认值",)


@pytest.mark.usefixtures("qapp")
def test_the_title_says_whose_desk_it_is(tmp_path: Path) -> None:
    with a_demo_record(tmp_path) as record, a_window(record) as window:
        office = window._session.service.office["name"]  # noqa: SLF001
        assert office
        assert window.windowTitle() == f"{office} · 用电报装受理台 · 演示"
