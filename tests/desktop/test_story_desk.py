"""Changes of the current clerk, and the screens before and around the window: tests/desktop/seen/story_desk_*.txt."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders.window.by_hand import key, pick, press
from builders.window.still_clock import STILL
from builders.window.story import Story, a_story
from builders.window.window_builders import ASSESSOR, RECOVERY_CODE, activate
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gridcounter.desktop.help.window import HelpWindow
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_view import PageKey

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("qapp")


def test_who_is_at_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "desk_lock") as story:
        story.unseen(lambda: key(story.window, "Ctrl+L"))
        lock = story.window.lock_page
        story.watch(lambda: story.window.work.rail if story.window.work.isVisible() else lock)
        for pin in ("12", "99999999", "1"):
            story.do(f"操作码 “{pin}”", partial(unlock, story, pin))
        story.do("受理员", lambda: lock.who.setCurrentIndex(1))
        story.do("操作码 “8642”", lambda: unlock(story, "8642"))
        story.do("figures are not for him", lambda: story.window.show_page(PageKey.FIGURES))
        story.unseen(lambda: story.window.show_page(PageKey.SETTINGS))
        story.begin("what he may set", story.window.work.settings)


def test_the_shift_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "desk_shift") as story:
        STILL.set("18:10")
        story.unseen(lambda: story.window.show_page(PageKey.HOME))
        story.watch(lambda: story.window.work.rail)
        story.do("交班", lambda: press(story.window, "交班"))
        (dialog,) = story.fronts()
        story.answers("the printer")
        story.do("打印", lambda: press(dialog, "打印"))
        story.do("no PIN", lambda: press(dialog, "接班人确认（Enter）"))
        dialog.pin.setText("8642")  # type: ignore[attr-defined]
        story.do("接班人确认", lambda: press(dialog, "接班人确认（Enter）"))


def test_from_one_page_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "desk_ways") as story:
        window = story.window
        story.unseen(lambda: window.show_page(PageKey.HOME))
        story.watch(lambda: window.work.rail)
        for words in ("看后补资料", "超时限：看清单", "未录入业务系统：打开 样例工地，"):
            story.do(words, partial(follow, story, words))
            story.unseen(lambda: window.show_page(PageKey.HOME))
        story.unseen(lambda: window.show_page(PageKey.FIGURES))
        chart = window.work.figures.months
        (target,) = [one for one in chart._targets if one.title.endswith("收件")]  # noqa: SLF001  where it is drawn
        middle, left = target.place.center().toPoint(), Qt.MouseButton.LeftButton
        story.do("a bar is clicked", lambda: QTest.mouseClick(chart, left, pos=middle))
        story.begin("what it lists", window.work.ledger.these)
        story.watch(window.tabs.tabBar)
        story.unseen(window.begin)
        story.do("Ctrl+Shift+Tab", lambda: key(window, "Ctrl+Shift+Tab"))
        story.do("Ctrl+W", lambda: key(window, "Ctrl+W"))
        story.watch(window.work.rail)
        story.do("Ctrl+W, the last one", lambda: key(window, "Ctrl+W"))
        story.watch(window.work.trouble)
        story.do("a paper of somebody else is scanned", lambda: window.open_scanned("GC1:NOBODY"))


def test_before_there_is_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "desk_start") as story:
        opening = StartDialog(story.record.folder, Scale())
        opening.show()
        story.begin("打开台账", opening)
        story.enter(opening, "口令", "不是这一个")
        story.do("打开", lambda: press(opening, "打开"))
        story.do("忘记口令", lambda: press(opening, "忘记口令，用恢复码打开"))
        story.enter(opening, "恢复单上的恢复码", RECOVERY_CODE)
        story.do("打开", lambda: press(opening, "打开"))
        opening.close()
        setting_up = SetupDialog(tmp_path / "new", ASSESSOR, Scale())
        setting_up.show()
        story.begin("the first start", setting_up)
        story.do("下一步, and nothing is told", lambda: press(setting_up, "下一步"))
        story.fill(setting_up, {"单位名称": "样例营业厅", "单位代号": "jn 01"})
        story.do("下一步", lambda: press(setting_up, "下一步"))
        story.do("今天确认", lambda: press(setting_up, "今天确认"))
        story.do("个体工商户怎样办理", lambda: pick(setting_up, "个体工商户怎样办理", "比照小微企业"))
        story.do("下一步", lambda: press(setting_up, "下一步"))
        story.fill(setting_up, {"操作码": "123", "再输一遍操作码": "471108"})
        story.do("下一步, and three are wrong", lambda: press(setting_up, "下一步"))
        story.fill(setting_up, {"姓名": "样新人", "操作码": "471108"})
        story.do("下一步", lambda: press(setting_up, "下一步"))
        story.fill(setting_up, {"口令": "太短", "再输一遍口令": "不一样"})
        story.do("建立台账, and both are wrong", lambda: press(setting_up, "建立台账"))
        story.do("上一步", lambda: press(setting_up, "上一步"))
        setting_up.recovery.set_code(RECOVERY_CODE, "样例营业厅")
        story.do("the recovery code", lambda: setting_up.show_step(4))
        story.answers("the printer")
        story.do("打印恢复单", lambda: press(setting_up, "打印恢复单"))
        story.answers(tmp_path / "sheet.pdf")
        story.do("存成 PDF", lambda: press(setting_up, "存成 PDF"))
        setting_up.close()
        restoring = StartDialog(tmp_path / "lost", Scale(), restoring=True)
        restoring.show()
        story.begin("从备份恢复台账", restoring)
        restoring.close()
        story.watch(story.window.work.rail)


def test_the_manual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "desk_manual") as story:
        story.unseen(lambda: key(story.window, "F1"))
        manual = story.window.findChild(HelpWindow)
        assert manual is not None
        story.begin("its contents", manual.list)
        for row in (0, 1, manual.list.count() - 1):
            story.do(f"line {row}", partial(turn_to, story, manual, row))
        source = manual.text.source()
        story.do("a link in the text", lambda: manual.text.setSource(source.resolved(QUrl("../desk/intake.md"))))
        story.unseen(manual.close)
        story.unseen(lambda: story.window.show_page(PageKey.DEADLINES))
        activate(story.window)
        story.do("F1 at 时限", lambda: key(story.window, "F1"))
        story.watch(lambda: story.window.work.rail)


def turn_to(story: Story, manual: HelpWindow, row: int) -> None:
    manual.list.setCurrentRow(row)
    story.told(f"→ {manual.text.toPlainText().splitlines()[0]}")


def unlock(story: Story, pin: str) -> None:
    story.window.lock_page.pin.setText(pin)
    press(story.window, "进入（Enter）")


def follow(story: Story, words: str) -> None:
    """A card names the number of the application, which is drawn by lot, at its end."""
    button = next(
        one
        for one in story.window.work.home.findChildren(QPushButton)
        if one.accessibleName().startswith(words) and one.isVisible()
    )
    button.click()
