"""政策 in the real window: a new edition is checked, its changes are listed, a shift leader adopts it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER
from builders.pack_builders import ONE_CASE, SHORTER_STEP, TEN_TIMES, an_edition
from builders.record_builders import a_record
from builders.sixth_place import sixth_place
from builders.window.window_builders import a_demo_record, a_window, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.policy.adopted_packs import NOT_YET_CONFIRMED, PackAdoption

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.applications.application_service import ApplicationService

DUAL = {"case.customer": "enterprise", "case.supply.voltage_kv": 10, "case.supply.sources": 2}


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    assert qapp is not None
    with a_demo_record(tmp_path) as record, a_window(record) as shown:
        yield shown


def desk_of(window: MainWindow) -> ApplicationService:
    return window._session.service  # noqa: SLF001  what the window answers from


def a_dialog(window: MainWindow) -> AdoptionDialog:
    window.show_page(PageKey.POLICY)
    window.work.policy.load.click()
    found = window.work.policy.findChild(AdoptionDialog)
    assert isinstance(found, AdoptionDialog)
    return found


def test_a_new_edition_is_checked_compared_and_put_in_force(window: MainWindow, tmp_path: Path) -> None:
    desk = desk_of(window)
    application = desk.begin(datetime.now(UTC).astimezone().date())
    desk.save_all(application, DUAL)
    number = desk.record.applications.get(application).number
    dialog = a_dialog(window)
    assert not dialog.confirm.isVisible()

    dialog.look_at(an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE))
    until(dialog.confirm.isVisible)

    rows = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert any("8 个工作日 → 7 个工作日" in row for row in rows)
    assert any(number in row for row in rows)
    dialog.confirmed.setText("2026-09-28")
    dialog.confirm.click()
    assert [one.header.in_force_from.isoformat() for one in window.work.policy.editions if one.id == "jining"] == [
        "2026-09-01",
        "2021-05-31",
    ]
    assert "2026-09-28 确认" in window.work.policy.state.text()
    decision = desk_of(window).state(application).decision
    assert decision is not None
    assert next(step.wd for step in decision.steps if step.id == "accept_and_plan") == 7


def test_a_pack_that_is_not_the_programs_own_is_marked_for_as_long_as_it_is_installed(
    window: MainWindow, tmp_path: Path
) -> None:
    window.show_page(PageKey.POLICY)
    assert "程序附带" not in window.work.policy.state.text()
    dialog = a_dialog(window)
    dialog.look_at(an_edition(tmp_path / "new", TEN_TIMES, begins="2021-05-31", cases=ONE_CASE))
    until(dialog.confirm.isVisible)
    version = dialog.edition.pack.version[7:15] if dialog.edition else ""
    told, rows = dialog.state.text(), [dialog.list.item(row).text() for row in range(dialog.list.count())]

    dialog.confirm.click()
    window.show_page(PageKey.HOME)
    window.show_page(PageKey.POLICY)

    change = "环节 业务受理并答复供电方案：工作日 2 → 20"
    assert f"政策包 {version} 与程序附带的不同：2 条；自带案例比程序附带的少 34 个。" in told
    assert f"与程序附带的不同　{change}" in rows
    mark = f"政策包 {version} 由本单位启用、与程序附带的不同：2 条"
    assert (
        f"济宁市 济能字〔2021〕22号：{mark}；点左边的这一份，不同的逐条列在最前面。" in window.work.policy.state.text()
    )

    window.work.policy.tables.choice.options[-1].click()  # everybody
    text = window.work.policy.tables.text.toPlainText()
    assert text.index(mark) < text.index(change) < text.index("环节\n")


def test_problems_of_an_unsound_pack_are_shown_and_it_cannot_be_confirmed(window: MainWindow, tmp_path: Path) -> None:
    dialog = a_dialog(window)

    dialog.look_at(an_edition(tmp_path / "new", SHORTER_STEP))
    until(dialog.trouble.isVisible)

    assert "cases.toml" in dialog.trouble.text()
    assert not dialog.confirm.isVisible()
    dialog.close()


def test_the_banner_is_on_the_first_page_until_it_is_taken_down(window: MainWindow) -> None:
    window.show_page(PageKey.POLICY)
    window.work.policy.banner.click()
    window.show_page(PageKey.HOME)
    shown = window.work.home.banner.isVisible(), window.work.home.banner.text()
    window.show_page(PageKey.POLICY)
    window.work.policy.banner.click()
    window.show_page(PageKey.HOME)

    assert shown[0]
    assert NOT_YET_CONFIRMED in shown[1]
    assert not window.work.home.banner.isVisible()


def test_a_pack_of_another_place_is_refused_once_something_was_accepted(window: MainWindow, tmp_path: Path) -> None:
    dialog = a_dialog(window)
    dialog.look_at(sixth_place(tmp_path / "stick"))
    until(dialog.trouble.isVisible)

    assert dialog.trouble.text() == "这个政策包是 样例市 的，本单位是 济宁市：只能用来比较，不能启用"
    assert not dialog.confirm.isVisible()


def test_before_that_the_dialog_says_what_becomes_of_the_place(tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    folder = sixth_place(tmp_path / "stick")
    (folder / "原文.txt").write_text(PAPER, "utf-8")
    with a_record(tmp_path / "record") as record, a_window(record) as window:
        dialog = a_dialog(window)
        dialog.look_at(folder)
        until(dialog.confirm.isVisible)
        told = dialog.state.text()
        dialog.confirm.click()

        assert "本单位的地区现在是 济宁市，还没有受理过申请：启用以后改为 样例市" in told
        assert "旁边有文件原文：条款都找得到" in told
        assert desk_of(window).place == "yangli"
        assert window.work.policy.state.text().startswith("本单位现按 样能字〔2026〕6号 答复")


def test_a_pack_that_was_left_out_is_named_on_the_page(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qapp is not None
    packs = tmp_path / "policies"
    shutil.copytree(paths.policies(), packs)
    (packs / "linyi" / "pack.toml").write_text("id = [", "utf-8")
    monkeypatch.setattr(paths, "policies", lambda: packs)
    with a_record(tmp_path / "record") as record, a_window(record, assessor=open_assessor()) as window:
        window.show_page(PageKey.POLICY)

        assert "linyi 的政策包没有启用：第 1 处 linyi/pack.toml" in window.work.policy.state.text()
        assert [one.id for one in window.work.policy.editions].count("linyi") == 0


def test_enter_in_the_day_leads_to_the_button_and_adopts_nothing(window: MainWindow, tmp_path: Path) -> None:
    dialog = a_dialog(window)
    dialog.look_at(an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE))
    until(dialog.confirm.isVisible)
    dialog.confirmed.setFocus()
    QTest.keyClicks(dialog.confirmed, "2026-09-28")
    QTest.keyClick(dialog.confirmed, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.confirm
    assert not PackAdoption(desk_of(window)).adopted()
    QTest.keyClick(dialog.confirm, Qt.Key.Key_Return)
    until(lambda: len(PackAdoption(desk_of(window)).adopted()) == 1)
