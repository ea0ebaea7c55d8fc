"""The settings of an office, act by act: tests/desktop/seen/story_settings_*.txt."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.pack_builders import ONE_CASE, SHORTER_STEP, an_edition
from builders.real_desks import OTHER_PASSPHRASE
from builders.record_builders import CHEAP, CLERK, PASSPHRASE
from builders.window.by_hand import pick, press
from builders.window.still_clock import STILL
from builders.window.story import Story, a_story
from builders.year_builders import a_whole_year, as_json

from gridcounter.desktop.custody.backups_section import BackupsSection
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.settings.years import YEARS
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.custody.purging import set_rule
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record

_NEW = "另一个足够长的口令"
pytestmark = pytest.mark.usefixtures("qapp")


def test_the_office_and_its_clerks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_office") as story:
        turn_to(story, "单位资料")
        story.enter(story.window, "单位名称", "")
        story.enter(story.window, "本单位确认政策内容的日期", "去年")
        story.do("保存, and two are wrong", lambda: press(story.window, "保存"))
        story.enter(story.window, "单位名称", "样例<b>新</b>营业厅")
        story.do("今天确认", lambda: press(story.window, "今天确认"))
        story.do("单位性质", lambda: pick(story.window, "单位性质", "园区服务队"))
        story.do("所在园区", lambda: pick(story.window, "所在园区", "省级园区"))
        story.do("个体工商户怎样办理", lambda: pick(story.window, "个体工商户怎样办理", "按一般企业"))
        story.enter(story.window, "外线工程备案受理单位 · 电话", "0537-0000002")
        story.do("保存", lambda: press(story.window, "保存"))
        turn_to(story, "受理员")
        story.do("＋ 添加受理员", lambda: here(story).list.setCurrentRow(4))  # type: ignore[attr-defined]
        story.do("添加, of whom nothing is told", lambda: press(story.window, "添加"))
        story.fill(story.window, {"姓名": "周值班", "操作码": "864208"})
        story.do("添加, a namesake", lambda: press(story.window, "添加"))
        story.enter(story.window, "姓名", "钱新来")
        story.do("添加", lambda: press(story.window, "添加"))
        story.do("角色", lambda: pick(story.window, "角色", "值班长"))
        story.do("保存, without a new PIN", lambda: press(story.window, "保存"))
        story.enter(story.window, "操作码", "138057")
        story.do("保存", lambda: press(story.window, "保存"))
        story.do("停用", lambda: press(story.window, "停用"))
        story.do("恢复使用", lambda: press(story.window, "恢复使用"))
        story.do("the only administrator", lambda: here(story).list.setCurrentRow(0))  # type: ignore[attr-defined]
        story.do("停用, and nobody could do that any more", lambda: press(story.window, "停用"))


def test_what_everybody_sets_for_himself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_own") as story:
        turn_to(story, "打印")
        story.do("文书", lambda: pick(story.window, "文书", "受理回执"))
        story.do("双面打印", lambda: press(story.window, "双面"))
        story.do("打印机", lambda: pick(story.window, "打印机", "样例打印机"))
        story.do("保存", lambda: press(story.window, "保存"))
        story.do("文书, another", lambda: pick(story.window, "文书", "一次性告知书"))
        story.do("文书, the first", lambda: pick(story.window, "文书", "受理回执"))
        turn_to(story, "我的操作码")
        story.fill(story.window, {"现在的操作码": "0000", "新操作码": "12", "再输一遍新操作码": "1"})
        story.do("改操作码, none of it right", lambda: press(story.window, "改操作码"))
        story.fill(story.window, {"新操作码": "246802", "再输一遍新操作码": "246802"})
        story.do("改操作码, the old one wrong", lambda: press(story.window, "改操作码"))
        story.enter(story.window, "现在的操作码", "471108")
        story.do("改操作码", lambda: press(story.window, "改操作码"))
        turn_to(story, "口令")
        story.do("改口令, nothing told", lambda: press(story.window, "改口令"))
        story.fill(story.window, {"现在的口令": "不是这一个"} | dict.fromkeys(("新口令", "再输一遍新口令"), _NEW))
        story.do("为什么改, somebody left", lambda: pick(story.window, "为什么改", "有人调走，或者怀疑泄露"))
        story.do(
            "为什么改, a routine change", lambda: pick(story.window, "为什么改", "定期更换：没有人调走，也没有泄露")
        )
        story.do("改口令, the old one wrong", lambda: press(story.window, "改口令"))
        story.enter(story.window, "现在的口令", PASSPHRASE)
        story.do("改口令", lambda: press(story.window, "改口令"))
        turn_to(story, "显示")
        story.do("到期提醒", lambda: press(story.window, "系统通知区"))


def test_the_look_of_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_look") as story:
        turn_to(story, "显示")
        story.watch(story.window)
        story.do("深色", lambda: pick(story.window, "界面", "深色"))
        story.do("125 %", lambda: pick(story.window, "文字大小", "125 %"))
        story.unseen(lambda: story.window.show_page(PageKey.FILINGS))
        story.begin("备案 in the dark", story.window.work.filings.pane.course)


def test_years_of_days_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_years") as story:
        turn_to(story, YEARS)
        path, whole = tmp_path / "year.json", a_whole_year(2027)
        story.answers(path)
        path.write_text("no years", "utf-8")
        story.do("选择文件…, and it is none", lambda: press(story.window, "选择文件…"))
        path.write_text(as_json(whole.model_copy(update={"holidays": whole.holidays[1:]})), "utf-8")
        story.answers(path)
        story.do("选择文件…, and a day is missing", lambda: press(story.window, "选择文件…"))
        story.do("不载入", lambda: press(story.window, "不载入"))
        path.write_text(as_json(whole), "utf-8")
        story.answers(path)
        story.do("选择文件…", lambda: press(story.window, "选择文件…"))
        story.do("按此载入", lambda: press(story.window, "按此载入"))
        story.watch(story.window.work.settings)
        story.do("放假安排", lambda: story.window.work.settings.show_section(YEARS))


def test_backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_backups", demo=False) as story:
        turn_to(story, BackupsSection.TITLE)
        story.do("现在备份", lambda: press(story.window, "现在备份"))
        story.answers(None)
        story.do("选择 U 盘上的文件夹…, called off", lambda: press(story.window, "选择 U 盘上的文件夹…"))
        (tmp_path / "stick").mkdir()
        story.answers(tmp_path / "stick")
        story.do("选择 U 盘上的文件夹…", lambda: press(story.window, "选择 U 盘上的文件夹…"))
        STILL.set("09-22 09:00")
        story.do("现在备份", lambda: press(story.window, "现在备份"))
        story.answers("先不恢复")
        story.do("恢复到这一份…", lambda: press(story.window, "恢复到这一份…"))
        (tmp_path / "empty").mkdir()
        story.answers(tmp_path / "empty")
        story.do("从别的文件夹恢复…, and there is none", lambda: press(story.window, "从别的文件夹恢复…"))
        story.do("不再拷到那里", lambda: press(story.window, "不再拷到那里"))


def test_what_is_kept_and_what_is_purged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_retention") as story:
        turn_to(story, "留存与清除")
        story.do("11 个月", lambda: here(story).months.setValue(11))  # type: ignore[attr-defined]
        story.do("保存期限, too short", lambda: press(story.window, "保存期限"))
        story.unseen(lambda: here(story).months.setValue(0))  # type: ignore[attr-defined]
        story.do("1 年", lambda: here(story).years.setValue(1))  # type: ignore[attr-defined]
        story.do("保存期限, on no ground", lambda: press(story.window, "保存期限"))
        story.enter(story.window, "依据", "样例期限表第3条")
        story.do("保存期限", lambda: press(story.window, "保存期限"))
        STILL.set("2027-09-18 09:00")
        story.do("on the day", lambda: here(story).load())
        STILL.set("2027-09-19 09:00")
        story.do("a day later", lambda: here(story).load())
        story.do("the first", lambda: here(story).list.setCurrentRow(0))  # type: ignore[attr-defined]
        story.answers("")
        story.do("暂缓这一件…, and why is not said", lambda: press(story.window, "暂缓这一件…"))
        story.answers("投诉还没有办完")
        story.do("暂缓这一件…", lambda: press(story.window, "暂缓这一件…"))
        story.do("the first", lambda: here(story).list.setCurrentRow(0))  # type: ignore[attr-defined]
        story.do("取消暂缓", lambda: press(story.window, "取消暂缓"))
        story.do("清除 1 件…", lambda: press(story.window, "清除 1 件…"))
        story.do("先不清除", lambda: press(story.fronts()[0], "先不清除"))
        story.unseen(lambda: press(story.window, "清除 1 件…"))
        (dialog,) = story.fronts()
        story.do("清除, no PIN", lambda: press(dialog, "清除"))
        story.fill(dialog, {"复核人的操作码": "975308"})
        story.do("清除", lambda: press(dialog, "清除"))
        story.answers(tmp_path / "report.pdf")
        story.do("存登记表…", lambda: press(story.window, "存登记表…"))


def test_what_several_desks_purge_is_announced_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_two_steps") as story:
        record = story.record
        set_rule(record, CLERK, 12, "样例期限表第3条", STILL().date())
        begin_sharing(record, CLERK, "1 号台")
        made = invite(record, CLERK, tmp_path / "invitation.gcx", STILL(), CHEAP)
        join(tmp_path / "2", OTHER_PASSPHRASE, made.path, made.code, "2 号台", cost=CHEAP, clock=record.clock)
        second = open_record(tmp_path / "2", OTHER_PASSPHRASE, clock=record.clock)
        take_in(record, CLERK, hand_over(second, CLERK, tmp_path, STILL()).path)
        STILL.set("2027-09-19 09:00")
        turn_to(story, "留存与清除")
        story.do("预告清除 1 件…", lambda: press(story.window, "预告清除 1 件…"))
        (dialog,) = story.fronts()
        story.fill(dialog, {"复核人的操作码": "975308"})
        story.do("预告清除", lambda: press(dialog, "预告清除"))
        story.do("the first", lambda: here(story).list.setCurrentRow(0))  # type: ignore[attr-defined]
        story.unseen(lambda: take_in(second, CLERK, hand_over(record, CLERK, tmp_path, STILL()).path))
        STILL.set("2027-09-19 10:00")
        story.unseen(lambda: take_in(record, CLERK, hand_over(second, CLERK, tmp_path, STILL()).path))
        story.do("the other desk has it", lambda: here(story).load())
        story.answers("先不清除")
        story.do("清除预告过的 1 件…, not yet", lambda: press(story.window, "清除预告过的 1 件…"))
        story.answers("清除")
        story.do("清除预告过的 1 件…", lambda: press(story.window, "清除预告过的 1 件…"))
        second.close()


def test_a_computer_that_was_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "settings_lost", demo=False) as story:
        turn_to(story, "电脑丢失")
        story.do("换钥匙…, nothing told", lambda: press(story.window, "换钥匙…"))
        story.fill(story.window, {"现在的口令": "不是这一个"} | dict.fromkeys(("新口令", "再输一遍新口令"), _NEW))
        story.do("换钥匙…, the old one wrong", lambda: press(story.window, "换钥匙…"))
        story.enter(story.window, "现在的口令", PASSPHRASE)
        story.answers("先不换")
        story.do("换钥匙…, not yet", lambda: press(story.window, "换钥匙…"))
        story.enter(story.window, "丢失的台账登记到哪一天", "昨天前", "09-17")
        story.answers(tmp_path / "people.xlsx")
        story.do("存受影响人员名单…", lambda: press(story.window, "存受影响人员名单…"))


def test_a_new_paper_of_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "policy") as story:
        story.unseen(lambda: story.window.show_page(PageKey.POLICY))
        page = story.window.work.policy
        story.watch(page)
        story.do("标明“新文件已到”", lambda: press(page, "标明“新文件已到”"))
        story.do("载入新文件…", lambda: press(page, "载入新文件…"))
        (dialog,) = story.fronts()
        story.answers(an_edition(tmp_path / "wrong", SHORTER_STEP))
        story.do("选择文件夹…, and its cases do not hold", lambda: press(dialog, "选择文件夹…"))
        story.answers(an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE))
        story.do("选择文件夹…", lambda: press(dialog, "选择文件夹…"))
        story.enter(dialog, "本单位确认政策内容的日期", "某日")
        story.do("确认启用, on no day", lambda: press(dialog, "确认启用"))
        story.enter(dialog, "本单位确认政策内容的日期", "09-21")
        story.watch(lambda: story.window.work.rail)
        story.do("确认启用", lambda: press(dialog, "确认启用"))
        story.begin("what holds now", story.window.work.policy.state)


def turn_to(story: Story, title: str) -> None:
    def show() -> None:
        story.window.show_page(PageKey.SETTINGS)
        story.window.work.settings.show_section(title)

    story.unseen(show)
    story.watch(lambda: here(story))


def here(story: Story) -> Section:
    """Another one after each act that makes the window anew."""
    settings = story.window.work.settings
    return next(one for one in settings.sections if settings.section == one.TITLE)
