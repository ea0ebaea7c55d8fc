"""Papers of a filing by its recorded acts: versions, returns, and a start only when it is allowed."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from builders.filing_builders import TODAY, FilingDesk, a_filing_desk, give_back, on_the_way
from builders.told_builders import all_corrected
from pypdf import PdfReader

from gridcounter.bootstrap import open_assessor, open_paper_renderer
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.filing.filing_changes import change
from gridcounter.services.filing.filings import ActDay
from gridcounter.services.papers.corrections import preview_correction
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import DrawnPaper, issue, prepare, reissue
from gridcounter.services.papers.rendering import PaperRenderer

SAID = ActDay(TODAY, TODAY)


@cache
def paper_renderer() -> PaperRenderer:
    return open_paper_renderer(open_assessor())


def drawn(at: FilingDesk, paper: str) -> DrawnPaper:
    (one,) = paper_renderer().draw(prepare(at.desk, at.application), wanted=[paper])
    return one


def text(paper: DrawnPaper) -> str:
    pages = PdfReader(BytesIO(paper.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("place", "last", "said"),
    [
        ("jining", Kind.FILING_CONFIRMED, "开工前还要：在现场张贴备案表"),
        ("lianyungang", Kind.FILING_PUSHED, "还没有登记备案回执，备案后才可以开工"),
        ("liangzihu", Kind.FILING_CONFIRMED, "本地文件没有写明何时可以开工"),
        ("zaozhuang", Kind.FILING_CONFIRMED, "本地文件没有写明何时可以开工"),
    ],
)
def test_no_paper_says_that_works_may_start_before_the_regime_does(
    tmp_path: Path, place: str, last: Kind, said: str
) -> None:
    with a_filing_desk(tmp_path, place) as at:
        on_the_way(at, last)
        with pytest.raises(Refusal, match=said):
            drawn(at, "start_notice")


def test_works_that_began_early_open_no_way_to_the_start_notice(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        at.do(Kind.WORKS_STARTED)
        with pytest.raises(Refusal, match="未填写"):
            drawn(at, "start_notice")


def test_the_start_notice_names_its_basis(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FORM_POSTED)
        sentence = text(drawn(at, "start_notice"))
        for words in ("开工告知", "样例路围挡", "2026年9月28日", "T-1", "备-1", "失信企业名单。"):
            assert words in sentence


def test_the_start_notice_cites_the_clause_that_says_when_works_may_start(tmp_path: Path) -> None:
    """The fault: the clause of the track, which says nothing of posting."""
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FORM_POSTED)
        assert "即可开工（济能字〔2021〕22号三(一)3、附件2-21）" in text(drawn(at, "start_notice"))


def test_each_act_before_the_start_is_printed_with_its_own_day(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        at.do(Kind.FILING_PREPARED, date(2026, 9, 21), "补记")
        at.do(Kind.FILING_SIGNED, date(2026, 9, 21), "补记", by=["owner", "builder"])
        at.do(Kind.FILING_PUSHED, date(2026, 9, 22), "补记", serial="T-1")
        at.do(Kind.FILING_CONFIRMED, date(2026, 9, 23), "补记", number="备-1")
        at.do(Kind.FORM_POSTED, date(2026, 9, 24), "补记", where="样例路围挡")
        sentence = text(drawn(at, "start_notice"))
        for words in ("推送日期2026年9月22日", "回执2026年9月23日", "张贴2026年9月24日", "编号备-1", "流水号T-1"):
            assert words in sentence, sentence


def test_where_nothing_is_posted_or_promised_no_paper_says_so(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path, "lianyungang") as at:
        on_the_way(at, Kind.FILING_CONFIRMED)
        issued = [text(drawn(at, "start_notice")), text(drawn(at, "filing_record"))]
        give_back(at, ["补图"], SAID)
        for words in (*issued, text(drawn(at, "return_notice"))):
            assert not [word for word in ("承诺", "张贴", "失信") if word in words]


def test_a_return_notice_lists_what_the_authority_wants_and_by_when(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PUSHED)
        give_back(at, ["补路径图", "写明夜间施工时段"], SAID, date(2026, 10, 10))
        sentence = text(drawn(at, "return_notice"))
        for words in ("补路径图", "写明夜间施工时段", "2026年10月10日", "第1版", "第2版"):
            assert words in sentence


def test_the_next_form_is_the_next_version_and_says_what_it_replaces(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PUSHED)
        first = drawn(at, "commitment_filing")
        issue(at.desk, at.application, [first])
        assert drawn(at, "commitment_filing").issued
        give_back(at, ["补图"], SAID)
        at.filings.note(at.application, Kind.FILING_PREPARED, SAID)
        second = drawn(at, "commitment_filing")
        assert not second.issued
        assert "本表替代第1版（2026年9月28日退回补正）" in text(second)
        assert "第2版" in text(second)
        issue(at.desk, at.application, [second])
        rows = IssuedPapers(at.desk).of(at.application)
        assert [row.version for row in rows] == [2, 1]
        assert drawn(at, "commitment_filing").issued == rows[0].ref


def test_a_version_that_came_back_is_not_issued_again_before_the_next_one_is_filled_in(tmp_path: Path) -> None:
    """It would bear the number of the version that it replaces."""
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PUSHED)
        issue(at.desk, at.application, [drawn(at, "commitment_filing")])
        give_back(at, ["补图"], SAID)
        called_for = {paper.paper for paper in paper_renderer().draw(prepare(at.desk, at.application))}
        assert not called_for & {"commitment_filing", "commitment_filing_posted"}
        for paper in ("commitment_filing", "commitment_filing_posted"):
            with pytest.raises(Refusal, match="备案第 1 版退回补正：改好后先在“备案”页登记“填写第 2 版”"):
                drawn(at, paper)
        length = Correction({"case.works.length_m": 500})
        moved = preview_correction(at.desk, at.application, length).read(paper_renderer())
        assert moved.lines
        assert "commitment_filing" not in moved.papers
        at.filings.note(at.application, Kind.FILING_PREPARED, SAID)
        assert "第2版" in text(drawn(at, "commitment_filing"))


def test_a_form_issued_again_in_the_same_version_says_so(tmp_path: Path) -> None:
    """Papers are counted by issue: two of them were both version 1 and the later one replaced 第 1 版."""
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PREPARED)
        issue(at.desk, at.application, [drawn(at, "commitment_filing")])
        for place in (2, 3):
            all_corrected(at.desk, at.application, {"case.works.length_m": 500 + place})
            again = {"commitment_filing": IssuedPapers(at.desk).of(at.application)[0].ref}
            prepared = prepare(at.desk, at.application, tuple(again.values()))
            (form,) = paper_renderer().draw(prepared, wanted=list(again))
            assert f"第1版（第{place}次出具）" in text(form)
            assert "本表替代第1版（" in text(form)
            reissue(at.desk, at.application, [form], again, "更正")
            assert drawn(at, "commitment_filing").issued


def test_a_change_is_on_the_form_and_the_form_carries_the_day_it_was_filled_in(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FILING_PUSHED)
        change(at.desk, at.application, {"project.builder.name": "样例建设公司"}, "更换", SAID)
        words = text(drawn(at, "commitment_filing"))
        assert "施工单位由样例安装公司改为样例建设公司" in words
        assert "2026年9月28日" in words
