"""The ledger and the deadlines, act by act: tests/desktop/seen/story_ledger.txt, story_deadlines.txt."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders.exchange_builders import a_line, filled
from builders.window.by_hand import choose_of_menu, key, press
from builders.window.still_clock import STILL
from builders.window.story import a_story
from test_seen import choose

from gridcounter.desktop.ledger.end_dialog import EndDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.agenda import View

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "ledger") as story:
        story.unseen(lambda: key(story.window, "Ctrl+K"))
        story.unseen(lambda: key(story.window, "Return"))
        page = story.window.work.ledger
        story.watch(page)
        for words in ("面粉", "ylhgc 0137", "没有这一件", ""):
            story.do(f"搜索 “{words}”", partial(page.search.setText, words))
        for chip in ("在办", "未录入", "我的", "已办结", "后补", "咨询", "备案中", "未回签", "全部"):
            story.do(chip, partial(press, page, f"筛选：{chip}"))
        story.do("Down", lambda: key(page.search, "Down"))
        story.unseen(lambda: choose(story.window, "样例豆腐坊有限公司"))
        story.begin("one is chosen", page)
        detail = page.detail
        assert detail is not None
        story.do("显示完整的证件号码", lambda: press(page, "显示完整的证件号码"))
        story.do("时限", partial(detail.tabs.setCurrentIndex, 1))
        story.do("办完", lambda: press(detail.clocks, "办完"))
        story.do("登记办完", lambda: press(detail.clocks, "登记办完"))
        story.unseen(partial(detail.tabs.setCurrentIndex, 0))
        story.answers(tmp_path / "bundle.zip")
        story.do("生成举证材料包", lambda: press(page, "生成举证材料包"))
        STILL.set("09-22 08:30")
        story.do("办结", lambda: choose_of_menu(page, "办结", "已送电，办结"))
        story.do("the day it asks for", lambda: press(page.findChildren(EndDialog)[0], "办结"))
        story.answers("")
        story.do("恢复办理…, and why is not said", lambda: press(page, "恢复办理…"))
        story.answers("还没有送电")
        story.do("恢复办理…", lambda: press(page, "恢复办理…"))
        story.do("时间线", lambda: detail.tabs.setCurrentIndex(2))


def test_what_goes_out_and_comes_in_as_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "ledger_exchange") as story:
        story.unseen(lambda: story.window.show_page(PageKey.LEDGER))
        page = story.window.work.ledger
        story.watch(page)
        story.answers(None)
        story.do("导出 Excel…, called off", lambda: press(page, "导出 Excel…"))
        (tmp_path / "taken").write_bytes(b"")
        story.answers(tmp_path / "taken" / "list.xlsx")
        story.do("导出 Excel…, where it cannot be written", lambda: press(page, "导出 Excel…"))
        story.answers(tmp_path / "list.xlsx")
        story.do("导出 Excel…", lambda: press(page, "导出 Excel…"))
        story.do("导入…", lambda: press(page, "导入…"))
        (dialog,) = story.fronts()
        story.answers(tmp_path / "template.xlsx")
        story.do("存一份模板…", lambda: press(dialog, "存一份模板…"))
        wrong = a_line(applicant__name="样例新店", case__business="新新装")
        story.answers(filled(tmp_path / "filled.xlsx", a_line(), wrong))
        story.do("选择文件…", lambda: press(dialog, "选择文件…"))
        story.do("only what is right", lambda: press(dialog, "只导入没有问题的 1 行"))
        filled(tmp_path / "filled.xlsx", a_line(applicant__name="样例新店"))
        story.do("改好了，再读一次", lambda: press(dialog, "改好了，再读一次"))
        story.do("all of it", lambda: press(dialog, "按这份结果导入（1 件）"))
        (tmp_path / "no.xlsx").write_bytes(b"no workbook")
        story.answers(tmp_path / "no.xlsx")
        story.do("选择文件…, and it is none", lambda: press(dialog, "选择文件…"))
        story.do("关闭", lambda: press(dialog, "关闭"))


def test_deadlines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "deadlines") as story:
        story.unseen(lambda: story.window.work.deadlines.choose(View.OVER))
        story.unseen(lambda: story.window.show_page(PageKey.DEADLINES))
        page = story.window.work.deadlines
        place = page.table.rows.place_of(page.table.rows._rows[3].application, page.table.rows._rows[3].clock)  # noqa: SLF001
        story.unseen(lambda: page.table.selectRow(place or 0))
        story.begin("what is over", page)
        story.do("登记环节", lambda: press(page, "登记环节"))
        story.enter(page, "日期", "昨天前", "2026-09-22")
        story.do("登记, a day that has not come", lambda: press(page, "登记"))
        story.enter(page, "日期", "09-18")
        story.do("登记, and why it comes late is not said", lambda: press(page, "登记"))
        story.enter(page, "补录原因", "停电手工受理")
        story.do("登记", lambda: press(page, "登记"))
        story.do("登记环节 once more", lambda: press(page, "登记环节"))
        story.do("取消", lambda: press(page, "取消"))
        story.do("暂停", lambda: press(page.acts, "暂停"))
        story.do("登记暂停, on no ground", lambda: press(page, "登记暂停"))
        story.enter(page, "书面申请", "9月21日书面申请")
        story.do("登记暂停", lambda: press(page, "登记暂停"))
        story.do("列出：暂停", lambda: press(page, "列出：暂停"))
        STILL.set("09-23 10:00")
        story.do("恢复", lambda: press(page, "恢复"))
        story.do("登记恢复", lambda: press(page, "登记恢复"))
        story.do("看超时限的", lambda: press(page, "看超时限的"))
        story.do("办完", lambda: press(page, "办完"))
        story.do("登记办完", lambda: press(page, "登记办完"))


def test_what_ends_and_what_was_deferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "deadlines_others") as story:
        story.unseen(lambda: story.window.show_page(PageKey.DEADLINES))
        page = story.window.work.deadlines
        story.watch(page)
        story.do("列出：临时用电", lambda: press(page, "列出：临时用电"))
        story.do("登记延期, to no day", lambda: press(page, "登记延期"))
        story.enter(page, "延期到", "09-24")
        story.do("登记延期, to an earlier day", lambda: press(page, "登记延期"))
        story.enter(page, "延期到", "10-25")
        story.do("登记延期", lambda: press(page, "登记延期"))
        story.do("已拆除", lambda: press(page, "已拆除"))
        story.do("列出：后补资料", lambda: press(page, "列出：后补资料"))
        story.watch(story.window.work.rail)
        story.do("打开这件申请", lambda: press(page, "打开这件申请"))
