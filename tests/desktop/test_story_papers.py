"""Papers, act by act, from the first drawing to a supplementary notice: seen/story_papers*.txt."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from builders.hostile_files import a_pdf_of
from builders.told_builders import all_corrected, corrected
from builders.window.by_hand import choose_of_menu, key, press
from builders.window.small_office import ASSESSOR
from builders.window.story import Story, a_story
from test_seen import choose

from gridcounter.bootstrap import open_application_service
from gridcounter.desktop.papers.page import PapersPage

A_PDF = a_pdf_of(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"])
pytestmark = pytest.mark.usefixtures("qapp")


def test_papers_from_the_first_page_to_the_second_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "papers") as story:
        page = papers_of(story, "样例面粉厂")
        story.begin("drawn", page)
        story.answers(tmp_path / "notice.pdf")
        story.do("存 PDF", lambda: press(page, "存 PDF"))
        story.answers(tmp_path / "none" / "notice.docx")
        story.do("存 Word, where it cannot be written", lambda: press(page, "存 Word"))
        story.answers(None)
        story.do("打印本页文书, called off", lambda: press(page, "打印本页文书"))
        story.answers("the printer")
        story.answers.broken = "out of paper, in words of the system"
        story.do("出具并打印整套, and the printer fails", lambda: press(page, "出具并打印整套"))
        story.answers.broken = ""
        story.do("已出具", lambda: page.lists.setCurrentWidget(page.issued))
        story.answers("the printer")
        story.do("重印", lambda: press(page, "重印"))
        story.unseen(lambda: page.issued.list.setCurrentRow(1))
        story.do("记录交付", lambda: choose_of_menu(page, "记录交付", "当面交付"))
        story.answers("  ")
        story.do("作废重出, and why is not said", lambda: press(page, "作废重出…"))
        story.answers("地址写错")
        story.do("作废重出", lambda: press(page, "作废重出…"))
        story.do("Esc", lambda: key(story.window, "Escape"))


def test_what_is_told_after_the_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "papers_later") as story:
        page = papers_of(story, "样例面粉厂")
        story.unseen(page.issue_all)
        desk = open_application_service(story.record, ASSESSOR, "c1")
        application = page._application  # noqa: SLF001
        values = {"case.supply.dedicated_line": False, "case.supply.critical": True, "applicant.name": "样例面粉东厂"}
        story.unseen(lambda: all_corrected(desk, application, values))
        story.unseen(lambda: page.show_application(application))
        story.begin("what is known by now differs", page)
        story.answers(None)
        story.do("改动的一起重出, called off", lambda: press(page, "改动的一起重出…"))
        story.do("追加告知…", lambda: press(page, "追加告知…"))
        (dialog,) = story.fronts()
        story.do("这一项不追加", lambda: press(dialog, "这一项不追加"))
        story.do("再加一项", lambda: press(dialog, "再加一项"))
        story.do("出具追加告知, and no reason is given", lambda: press(dialog, "出具追加告知"))
        story.unseen(story.window.activateWindow)
        story.do("勘查后确认告知", lambda: press(page, "勘查后确认告知"))
        story.answers("两处都变了")
        story.do("改动的一起重出", lambda: press(page, "改动的一起重出…"))
        story.answers("the printer")
        story.do("出具并打印整套", lambda: press(page, "出具并打印整套"))


def test_the_archive_and_the_signed_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_story(tmp_path, monkeypatch, "papers_archived") as story:
        page = papers_of(story, "样例面粉厂")
        story.unseen(page.issue_all)
        page.lists.setCurrentWidget(page.issued)
        story.unseen(lambda: page.issued.list.setCurrentRow(1))
        story.unseen(lambda: choose_of_menu(page, "记录交付", "其他方式送达"))
        desk = open_application_service(story.record, ASSESSOR, "c1")
        story.unseen(lambda: corrected(desk, page._application, "case.supply.critical", value=True))  # noqa: SLF001
        story.unseen(lambda: choose(story.window, "样例面粉厂"))
        detail = story.window.work.ledger.detail
        assert detail is not None
        detail.tabs.setCurrentWidget(detail.notice_terms)
        story.begin("告知了什么", story.window.work.ledger)
        story.do("the second", lambda: detail.papers.list.setCurrentRow(1))
        story.answers(tmp_path / "none" / "kept.pdf")
        story.do("另存…, where it cannot be written", lambda: press(detail, "另存…"))
        story.answers(tmp_path / "kept.pdf")
        story.do("另存…", lambda: press(detail, "另存…"))
        story.answers("the printer")
        story.do("重新打印", lambda: press(detail, "重新打印"))
        for row in range(detail.papers.list.count()):
            story.do(f"paper {row}", partial(detail.papers.list.setCurrentRow, row))
        (tmp_path / "signed.pdf").write_bytes(A_PDF)
        (tmp_path / "signed.txt").write_text("no picture", "utf-8")
        delivered = next(row for row, one in enumerate(detail.papers._rows) if one.delivered_at)  # noqa: SLF001
        story.unseen(lambda: detail.papers.list.setCurrentRow(delivered))
        story.answers(tmp_path / "signed.txt")
        story.do("存签收件…, and it is none", lambda: press(detail, "存签收件…"))
        story.answers(tmp_path / "signed.pdf")
        story.do("存签收件…", lambda: press(detail, "存签收件…"))
        story.do("查看", lambda: press(detail, "查看"))
        story.unseen(lambda: story.close(story.fronts()[0]))
        story.answers("")
        story.do("按现在的情形改定…, and why is not said", lambda: press(detail, "按现在的情形改定…"))
        story.answers("用户改了主意")
        story.do("按现在的情形改定…", lambda: press(detail, "按现在的情形改定…"))


def papers_of(story: Story, name: str) -> PapersPage:
    def show() -> None:
        choose(story.window, name)
        detail = story.window.work.ledger.detail
        assert detail is not None
        press(detail, "打开办理")
        press(story.window, "出具文书")

    story.unseen(show)
    return story.window.work.papers
