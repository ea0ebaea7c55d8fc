"""One application from the first key to its acceptance, act by act: tests/desktop/seen/story_intake_*.txt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from builders.filing_builders import fields_of
from builders.window.by_hand import key, pick, press
from builders.window.small_office import ASSESSOR, SHOP
from builders.window.still_clock import STILL
from builders.window.story import Story, a_story
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.bootstrap import open_application_service
from gridcounter.core.intake.steps import HAS_AGENT, STEPS, StepKey
from gridcounter.desktop.intake.page import IntakePage

pytestmark = pytest.mark.usefixtures("qapp")


def test_what_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_situation") as story:
        page = a_new_one(story)
        story.watch(page.situation)
        for digit in (3, 4, 2, 1):
            story.do(f"这里现在有没有电表？ {digit}", partial(choose, page, "desk.meter", digit))
        story.do("客户类型 3", lambda: choose(page, "case.customer", 3))
        story.enter(page, "用电容量", "一百来个", "-5", "160.5")
        story.do("容量单位 1", lambda: choose(page, "case.supply.unit", 1))
        story.enter(page, "用电容量", "160千瓦", "160")
        story.do("按此填写", lambda: press(page, "按此填写：电压等级 380 伏"))
        story.do("不知道容量？按电器估算", lambda: press(page, "不知道容量？按电器估算"))
        story.enter(page, "空调（1.5 匹），几台", "2")
        story.do("that many", lambda: press(page, "用 2.4 千瓦作为容量"))
        story.do("办理业务 3", lambda: choose(page, "case.business", 3))
        story.enter(page, "临时用电到哪天", "13-40", "12-31")
        story.do("办理业务 1", lambda: choose(page, "case.business", 1))
        story.do("接入方式 1", lambda: choose(page, "case.supply.connection", 1))
        story.do("the same once more: it is taken back", lambda: take_back(page, "case.supply.connection"))
        story.do("电压等级 3, which fits nothing", lambda: choose(page, "case.supply.voltage_kv", 3))


def test_the_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_works") as story:
        page = a_new_one(story, {"case.business": "new_connection", "case.supply.voltage_kv": 10.0})
        page.show_step(STEPS.index(StepKey.WORKS))
        story.watch(page.works)
        story.do("有无外线工程 1", lambda: choose(page, "case.works", 1))
        story.do("工程类别 1", lambda: choose(page, "case.works.kind", 1))
        story.do("由谁建设 1", lambda: choose(page, "case.works.owner", 1))
        story.do("it cannot be taken back", lambda: take_back(page, "case.works"))
        story.do("有无外线工程 2", lambda: choose(page, "case.works", 2))


def test_who_applies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_applicant") as story:
        page = a_new_one(story, {"case.business": "new_connection", "case.supply.voltage_kv": 10.0})
        page.show_step(STEPS.index(StepKey.APPLICANT))
        story.watch(page.applicant)
        story.enter(page, "用电人名称", "\u200b", "  样例<i>丙</i>店 ")
        story.do("证件类型 1", lambda: choose(page, "applicant.id_kind", 1))
        story.enter(page, "证件号码", "37081119900101001", "370811199002300010", "110101199003077934")
        story.do("证件类型 2", lambda: choose(page, "applicant.id_kind", 2))
        story.enter(page, "证件号码", "９１３７０８１１ma00000te5")
        story.enter(page, "联系电话", "123", "139 0000 1234")
        story.enter(page, "用电地址", "北京市朝阳区样例路1号", "样例路8号")
        story.do("有没有代理人 1", lambda: choose(page, HAS_AGENT, 1))
        story.enter(page, "代理人姓名", "样代理")
        story.do("有没有代理人 2", lambda: choose(page, HAS_AGENT, 2))
        story.watch(story.window.tabs.tabBar())
        story.do("the other one is opened", partial(open_suspect, page))


def open_suspect(page: IntakePage) -> None:
    """By the first button below the address; its name carries a number that is drawn by lot."""
    buttons = page.answers["premises.address"].findChildren(QPushButton)
    next(one for one in buttons if one.isVisible() and one.text() == "打开").click()


def test_the_works_that_the_applicant_has_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_project") as story:
        page = a_new_one(story, fields_of("jining"))
        page.show_step(STEPS.index(StepKey.APPLICANT))
        story.begin("the project of an applicant who builds", page.applicant)
        story.enter(page, "计划完工日期", "2026-10-01", "明天", "2026-10-30")
        story.do("加一段", lambda: press(page, "加一段"))
        story.enter(page, "长（米）", "十米", "12")
        story.enter(page, "宽（米）", "0.8")
        story.do("填好了", lambda: press(page, "填好了"))
        story.do("修改第 1 段", lambda: press(page, "修改第 1 段"))
        story.enter(page, "道路、路段", "样例一路")
        story.do("删去第 1 段", lambda: press(page, "删去第 1 段"))
        story.do("恢复这一段", lambda: press(page, "恢复这一段"))
        story.enter(page, "挖掘面积（平方米）", "9.6")


def test_the_list_of_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_checklist") as story:
        page = a_new_one(story, FACTORY)
        page.show_step(STEPS.index(StepKey.CHECKLIST))
        story.begin("what is due", page._pane)  # noqa: SLF001
        first, second = [row for row in page.checklist.rows if row.choice.options[0].text() == "需提交"][:2]
        story.do("依据 ›", lambda: press(first, "依据 ›"))
        story.do("F2 on it", lambda: key(page, "F2"))
        story.do("已收", lambda: press(first, "已收"))
        name = first.document.label
        story.enter(first, f"{name}：复印件份数", "半", "2")
        story.do("原件已核", lambda: press(first, "原件已核"))
        story.do("后补", lambda: press(second, "后补"))
        name = second.document.label
        story.enter(second, f"{name}：后补到哪一天", "31-12", "10-20")
        story.do("最迟…", lambda: pick(second, f"{name}：最迟环节", "最迟竣工检验前"))
        story.do("免提交", lambda: press(second, "免提交"))
        story.enter(second, f"{name}：免提交依据的文件和条款", "")
        story.do("免提交", lambda: press(second, "免提交"))
        story.enter(second, f"{name}：免提交依据的文件和条款", "样例〔2026〕1号 第3条")
        story.do("需提交", lambda: press(second, "需提交"))


FACTORY: Mapping[str, object] = {
    "case.customer": "enterprise",
    "case.business": "new_connection",
    "case.supply.voltage_kv": 10.0,
    "case.supply.capacity": 800.0,
    "case.supply.unit": "kVA",
    "case.supply.sources": 1,
    "case.supply.critical": True,
    "case.works": None,
    "applicant.name": "样例机械厂",
}


def test_receiving_accepting_and_handing_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_review") as story:
        page = a_new_one(story, SHOP | {"applicant.phone": None, "premises.address": "样例路20号"})
        page.show_step(STEPS.index(StepKey.REVIEW))
        story.begin("what is lacking", page._pane)  # noqa: SLF001
        story.watch(page._pane._bar)  # noqa: SLF001
        story.do("去填 申请人", lambda: press(page, "去填 申请人"))
        story.do("back by Alt+5", lambda: key(page, "Alt+5"))
        story.watch(page._pane)  # noqa: SLF001
        story.enter(page, "收件日期", "昨天前", "2026-09-22")
        story.do("收件, a day that has not come", lambda: press(page, "收件"))
        story.enter(page, "收件日期", "09-18")
        story.do("收件, and why it comes late is not said", lambda: press(page, "收件"))
        story.fill(page, {"补录原因": "停电手工受理", "应急单编号": "样急-1"})
        story.do("收件", lambda: press(page, "收件"))
        story.enter(page, "受理日期", "09-17")
        story.do("受理, before it was received", lambda: press(page, "受理"))
        story.enter(page, "受理日期", "09-21")
        story.do("登记转办, to nobody", lambda: press(page, "登记转办"))
        story.fill(page, {"转给谁": "样例<b>二</b>窗口", "为什么转办": "不属于本处"})
        story.do("登记转办", lambda: press(page, "登记转办"))
        story.do("受理", lambda: press(page, "受理"))


def test_the_official_system_the_script_and_the_clause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_finish") as story:
        page = a_new_one(story, SHOP)
        page.show_step(STEPS.index(StepKey.PAPERS))
        story.watch(page._pane)  # noqa: SLF001
        for _ in range(3):
            story.do("F8", lambda: copy(story, page))
        story.do("从头复制", lambda: copy(story, page, "从头复制"))
        story.enter(page, "业务系统编号", "  ｓｇ 0099")
        story.do("登记编号", lambda: press(page, "登记编号"))
        guidance = page._split.guidance  # noqa: SLF001
        story.watch(guidance)
        story.do("F7", lambda: key(page, "F7"))
        (dialog,) = story.fronts()
        story.do("复制", lambda: copy(story, dialog, "复制"))
        story.do("Esc", lambda: story.close(dialog))
        for link in ("#script", "#clause0"):
            story.do(f"the link {link}", partial(guidance.anchorClicked.emit, QUrl(link)))
            (dialog,) = story.fronts()
            story.unseen(partial(story.close, dialog))
        story.do("F2", lambda: key(page, "F2"))
        (dialog,) = story.fronts()
        story.do("Esc", lambda: story.close(dialog))


def test_who_only_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "intake_consultation") as story:
        story.unseen(lambda: key(story.window, "Ctrl+Shift+N"))
        page = story.window.tabs.pages()[-1]
        story.watch(page._pane)  # noqa: SLF001
        for place, step in enumerate(("外线工程", "告知清单", "打印"), start=2):
            story.do(f"Alt+{place}: {step}", partial(key, page, f"Alt+{place}"))
        STILL.set("11:00")
        story.watch(story.window.tabs)
        story.do("F9", lambda: key(page, "F9"))


_OWN = {"case.locality", "case.on"}


def a_new_one(story: Story, fields: Mapping[str, object] | None = None) -> IntakePage:
    def begin() -> None:
        key(story.window, "Ctrl+N")
        page = story.window.tabs.pages()[-1]
        desk = open_application_service(story.record, ASSESSOR, "c1")
        if fields:
            desk.save_all(page.application, {name: value for name, value in fields.items() if name not in _OWN})
            story.window.show_page(0)
            story.window.show_page(1)

    story.unseen(begin)
    return story.window.tabs.pages()[-1]


def choose(page: IntakePage, name: str, digit: int) -> None:
    page.answers[name].setFocus()
    key(page, str(digit))


def take_back(page: IntakePage, name: str) -> None:
    page.answers[name].setFocus()
    key(page, "Space")


def copy(story: Story, root: QWidget, button: str = "") -> None:
    if button:
        press(root, button)
    else:
        key(root, "F8")
    story.told(f"clipboard: {QGuiApplication.clipboard().text()}")
