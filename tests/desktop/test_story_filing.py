"""A filing from the empty form to the restored street, act by act: tests/desktop/seen/story_filing*.txt."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from builders.window.by_hand import choose_of_menu, press, type_lines
from builders.window.still_clock import STILL
from builders.window.story import Story, a_story
from test_story_papers import A_PDF

from gridcounter.desktop.filing.page import FilingsPage
from gridcounter.desktop.shell.main_view import PageKey

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_filing_goes_its_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "filing") as story:
        page = filings_of(story)
        page.pane.tabs.setCurrentIndex(1)
        story.watch(page)
        story.answers(None)
        story.do("导出推送材料, called off", lambda: press(page, "导出推送材料"))
        story.answers(tmp_path / "material.zip")
        story.do("导出推送材料", lambda: press(page, "导出推送材料"))
        story.do("登记已推送", lambda: press(page, "登记已推送"))
        story.enter(page, "流水号", " t-1 ")
        story.enter(page, "日期", "昨天前")
        story.do("登记, on no day", lambda: press(page, "登记"))
        story.enter(page, "日期", "09-18")
        story.do("登记, and why it comes late is not said", lambda: press(page, "登记"))
        story.enter(page, "为什么现在才登记", "停电")
        story.do("登记", lambda: press(page, "登记"))
        act(story, page, "登记退回补正")
        story.do("登记, without what is wanted", lambda: press(page, "登记"))
        story.do("two lines", lambda: type_lines(page, "要求补正的内容", "补路径图\n写明夜间施工"))
        story.enter(page, "请于何时前补正", "09-25")
        story.do("登记", lambda: press(page, "登记"))
        story.do("填写第 2 版", lambda: press(page, "填写第 2 版"))
        story.do("登记", lambda: press(page, "登记"))
        story.do("登记签章", lambda: press(page, "登记签章"))
        story.do("the owner has signed", lambda: press(page, "已签章：建设单位"))
        story.do("登记", lambda: press(page, "登记"))
        act(story, page, "登记开工")
        story.do("登记", lambda: press(page, "登记"))
        act(story, page, "登记已推送")
        story.do("登记", lambda: press(page, "登记"))
        act(story, page, "登记备案回执")
        story.enter(page, "编号", "备-1")
        story.do("登记", lambda: press(page, "登记"))
        act(story, page, "登记张贴")
        story.do("登记, and where is not said", lambda: press(page, "登记"))
        story.enter(page, "张贴地点", "样例路围挡")
        story.do("登记", lambda: press(page, "登记"))
        STILL.set("09-24 15:00")
        act(story, page, "登记核查")
        story.do("不合格", lambda: press(page, "核查结果：不合格"))
        story.enter(page, "核查情况", "没有围挡")
        story.do("登记", lambda: press(page, "登记"))
        act(story, page, "登记恢复验收")
        story.do("登记", lambda: press(page, "登记"))
        story.do("经过", lambda: page.pane.tabs.setCurrentIndex(0))


def test_what_belongs_to_a_filing_and_what_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "filing_changes") as story:
        page = filings_of(story)
        act(story, page, "登记变更")
        story.enter(page, "变更原因", "改道")
        story.enter(page, "线路总长（米）", "八百")
        story.do("登记, and it is no length", lambda: press(page, "登记"))
        story.enter(page, "线路总长（米）", "850")
        story.do("登记", lambda: press(page, "登记"))
        story.do("附件", lambda: page.pane.tabs.setCurrentIndex(1))
        (tmp_path / "route.pdf").write_bytes(A_PDF)
        story.answers(tmp_path / "route.pdf")
        story.do("添加文件…", lambda: press(page, "添加文件…"))
        story.do("the first", lambda: page.pane.attached.list.setCurrentRow(0))
        story.answers(tmp_path / "saved.pdf")
        story.do("另存…", lambda: press(page, "另存…"))
        story.answers("")
        story.do("移除…, and why is not said", lambda: press(page, "移除…"))
        story.answers("传错了")
        story.do("移除…", lambda: press(page, "移除…"))
        story.do("文书", lambda: page.pane.tabs.setCurrentIndex(2))
        for place in range(1, page.pane.papers.chooser.count()):
            name = page.pane.papers.chooser.itemText(place)
            story.do(name, partial(page.pane.papers.chooser.setCurrentIndex, place))
        story.unseen(lambda: page.pane.papers.chooser.setCurrentIndex(0))
        story.answers("the printer")
        story.answers.broken = "out of paper"
        story.do("出具并打印, and the printer fails", lambda: press(page, "出具并打印"))
        story.answers.broken = ""
        act(story, page, "登记撤回")
        story.do("取消", lambda: press(page, "取消"))
        act(story, page, "登记撤回")
        story.enter(page, page.pane.acts._asked[0].label, "不办了")  # noqa: SLF001
        story.do("登记", lambda: press(page, "登记"))
        for words in ("面粉", "没有这一件", ""):
            story.do(f"搜索申请 “{words}”", partial(page.search.setText, words))
        for chip in ("待填写", "失效", "全部"):
            story.do(chip, partial(press, page, f"筛选：{chip}"))


def filings_of(story: Story) -> FilingsPage:
    story.unseen(lambda: story.window.show_page(PageKey.FILINGS))
    story.watch(story.window.work.filings)
    return story.window.work.filings


def act(story: Story, page: FilingsPage, words: str) -> None:
    """The next step by its button, any other from the menu."""
    if page.pane.next_button.text() == words:
        story.do(words, lambda: press(page, words))
    else:
        story.do(f"其他登记: {words}", lambda: choose_of_menu(page, "其他登记", words))
