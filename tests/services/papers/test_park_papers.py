"""The papers of the park book: how long they are, that both files say the same, and what never stands on them."""

from __future__ import annotations

from datetime import date

import pytest
from builders.packs.engine import CALENDAR, PACKS
from builders.paper_builders import as_pdf, as_word, pdf_pages, pdf_text, text_of, word_text
from builders.park_builders import (
    A_MOVE,
    TODAY,
    a_desk,
    a_firm,
    a_guarantor,
    a_park,
    a_promise,
    a_request,
    a_visit,
    drawn_papers,
    park_paperwork,
)

from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.definition import Family
from gridcounter.core.papers.parks.park_sheets import day_plan, park_card, visit_ledger
from gridcounter.core.papers.parks.request_papers import (
    NothingAnswered,
    NotPassedOn,
    OfAnotherFirm,
    request_reply,
    request_transfer,
)
from gridcounter.core.papers.parks.visit_record import NotHeldYet, NotOfThisVisit, visit_record, visit_sheet
from gridcounter.core.papers.view import View
from gridcounter.core.parks.duty import own_plan, visit_duty, year_standing
from gridcounter.core.parks.promises import move
from gridcounter.core.parks.values import Firm
from gridcounter.core.parks.visits import Visit
from gridcounter.core.policy.apart.duty_rule import DutyObject
from gridcounter.documents.profiles import LARGE, NORMAL, PORTABLE, PROFILES, Profile
from gridcounter.errors import WrongInput
from gridcounter.services.papers.park_papers import PARK_PAPERS

PAPERS = drawn_papers()
FORMS = park_paperwork()
PARK, FIRM = a_park(), a_firm()
OTHER = a_firm(id="firm2", name="样例纺织有限公司", accounts=[{"number": "3700000002"}])


def built(paper: str, view: View) -> BuiltForm:
    return FORMS.build(paper, view, TODAY)


def record(visit: Visit, firm: Firm | None = FIRM) -> str:
    return text_of(built("visit_record", visit_record(a_desk(), visit, PARK, firm, [], CALENDAR)))


def requests(*given: dict[str, object]) -> list[object]:
    return [a_request(place, **one).model_dump(mode="json") for place, one in enumerate(given, start=1)]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
@pytest.mark.parametrize("paper", PARK_PAPERS)
def test_pdf_and_word_say_the_same(paper: str, profile: Profile) -> None:
    model = PAPERS[paper].model

    in_word = word_text(as_word(model, profile))

    assert pdf_text(model, as_pdf(model, profile), profile, expected=in_word) == in_word


@pytest.mark.parametrize("profile", [NORMAL, PORTABLE], ids=["normal", "portable"])
def test_a_record_of_six_requests_is_one_page_and_of_fifteen_two(profile: Profile) -> None:
    """Catches a form that grows: and signatures that stand alone on their page."""
    pages = [pdf_pages(as_pdf(drawn_papers(many)["visit_record"].model, profile)) for many in (6, 15)]

    assert [len(each) for each in pages] == [1, 2]
    assert "签名" in pages[1][1]
    assert "第15件" in pages[1][1] or "企业反映" in pages[1][1]


@pytest.mark.parametrize("many", range(6, 16))
def test_signatures_never_stand_alone(many: int) -> None:
    last = pdf_pages(as_pdf(drawn_papers(many)["visit_record"].model))[-1]

    assert "能效和安全" in last or "怎样说的" in last or "“哪天前”" in last


@pytest.mark.parametrize("paper", [one for one in PARK_PAPERS if one != "visit_record"])
def test_the_others_are_one_page(paper: str) -> None:
    """Of a blank sheet in large letters the rows for the hand go over to the back."""
    pages = [len(pdf_pages(as_pdf(PAPERS[paper].model, each))) for each in (NORMAL, PORTABLE, LARGE)]

    assert pages == [1, 1, 2 if paper == "visit_sheet" else 1]


def test_all_are_of_the_supply_service_and_called_a_reference_format() -> None:
    for paper in PARK_PAPERS:
        assert FORMS.forms.definitions[paper].family == Family.SUPPLY
        assert "参考格式" in PAPERS[paper].model.running
    assert set(FORMS.forms.definitions) == set(PARK_PAPERS)


def test_a_filled_record_leaves_no_line_and_a_blank_one_says_nothing_of_anybody() -> None:
    assert PAPERS["visit_record"].blanks == ()
    blank = text_of(built("visit_sheet", visit_sheet(a_desk(number="ZF-2026-0101"))))
    assert "ZF-2026-0101" in blank
    assert "样例产业园" not in blank


def test_a_plan_has_no_record() -> None:
    with pytest.raises(NotHeldYet):
        record(a_visit(state="planned", planned_on="2026-12-01"))
    with pytest.raises(NotOfThisVisit):
        record(a_visit(), OTHER)
    with pytest.raises(NotOfThisVisit):
        record(a_visit(), None)


def test_a_record_holds_nothing_of_another_firm() -> None:
    """Catches the request, the account or the name of one firm on the paper of another that was visited with it."""
    visit = a_visit(
        firms=["firm1", "firm2"], requests=requests({"words": "甲的事"}, {"words": "乙的事", "firm": "firm2"})
    )

    mine, other = record(visit), record(visit, OTHER)

    assert ("甲的事" in mine, "乙的事" in mine) == (True, False)
    assert "3700000002" not in mine
    assert "样例纺织" not in mine
    assert ("甲的事" in other, "样例机械" in other) == (False, False)


def test_a_promise_to_another_firm_stands_on_no_record() -> None:
    theirs = a_promise(id="promise9", firm="firm2", text="给乙的建议")

    view = visit_record(a_desk(), a_visit(), PARK, FIRM, [theirs], CALENDAR)

    assert "给乙的建议" not in text_of(built("visit_record", view))


def test_a_yearly_duty_stands_there_with_its_clause_and_only_where_a_paper_has_one() -> None:
    """Catches 年度上门服务 on a paper of an office whose policy asks for none."""
    visit = a_visit(reason="yearly")
    duty = visit_duty(PACKS.editions["zaozhuang"][-1])
    with_duty = visit_record(a_desk(duty=duty), visit, PARK, FIRM, [], CALENDAR)

    assert "年度上门服务（枣能源字〔2023〕54号6）" in text_of(built("visit_record", with_duty))
    assert "年度上门服务" not in record(visit)
    assert "本单位安排的走访" in record(visit)


def test_what_is_said_of_a_re_supplier_is_what_the_firm_reports() -> None:
    visit = a_visit(requests=requests({"kind": "resupply", "words": "物业违规加价"}))
    firm = a_firm(supply={"kind": "resupplied", "by": "样例物业"})

    told = record(visit, firm)

    assert "企业反映：物业违规加价" in told
    assert "由样例物业转供（企业反映）" in told
    assert "违规加价" not in told.replace("企业反映：物业违规加价", "")


def test_nobody_is_made_to_sign() -> None:
    assert "签字不是用电、办电的条件" in record(a_visit())
    assert "✓不便签字" in record(a_visit(signing="not_convenient"))


@pytest.mark.parametrize("paper", PARK_PAPERS)
def test_a_promise_is_called_no_limit(paper: str) -> None:
    text = text_of(PAPERS[paper]).replace("不是文件规定的时限", "")

    assert "时限" not in text
    assert "超时" not in text


def test_a_record_carries_no_rating() -> None:
    assert not {word for word in ("满意", "评价", "好差评", "得分") if word in text_of(PAPERS["visit_record"])}


def test_no_private_telephone_of_a_guarantor_is_posted_even_if_typed_as_that_of_the_office() -> None:
    guarantors = [a_guarantor(), a_guarantor(level="supplier", name="李测试", office_phone="13900006666")]

    text = text_of(built("park_card", park_card(a_desk(), PARK, guarantors)))

    assert "0632-5550101" in text
    assert "1390000" not in text


def test_a_level_without_a_person_has_no_line_on_the_card() -> None:
    """Catches 未明确 in public, and a person whose days are over."""
    gone = a_guarantor(level="enterprise", name="王样例", until="2026-11-30")

    text = text_of(built("park_card", park_card(a_desk(), PARK, [a_guarantor(), gone])))

    assert "政府部门" in text
    assert not {word for word in ("未明确", "王样例", "园区企业") if word in text}
    assert "包保" not in text_of(built("park_card", park_card(a_desk(), PARK, [])))


def test_a_slip_to_another_unit_holds_nothing_of_the_power() -> None:
    passed_on = {"unit": "样例燃气公司", "on": "2026-12-01"}
    request = a_request(kind="other_unit", words="想通天然气", outcome="passed_on", passed_on=passed_on)

    text = text_of(built("request_transfer", request_transfer(a_desk(), request, PARK, FIRM, FIRM.contacts[0])))

    assert "想通天然气" in text
    assert not {word for word in ("kVA", "户号", "3700000001", "直供", "转供") if word in text}
    with pytest.raises(NotPassedOn):
        request_transfer(a_desk(), a_request(), PARK, FIRM)
    with pytest.raises(OfAnotherFirm):
        request_transfer(a_desk(), request, PARK, OTHER)


def test_a_reply_says_to_when_and_why_a_promise_was_moved_and_when_the_firm_was_told() -> None:
    moved = move(a_promise(), A_MOVE, date(2026, 10, 9), CALENDAR)
    request = a_request(outcome="promised", promise="promise1")

    text = text_of(built("request_reply", request_reply(a_desk(), request, PARK, FIRM, moved, CALENDAR)))

    assert "改到2026年12月20日前，因为配件没有到，2026年10月9日已经告诉您（电话，李样例）" in text


def test_a_reply_names_its_basis_or_that_there_is_none() -> None:
    by_clause = a_request(basis_kind="clause", basis="枣能源字〔2023〕54号 5")

    told = [
        text_of(built("request_reply", request_reply(a_desk(), one, PARK, FIRM, None, CALENDAR)))
        for one in (by_clause, a_request())
    ]

    assert "依据枣能源字〔2023〕54号5" in told[0]
    assert "依据口头，无依据" in told[1]
    with pytest.raises(NothingAnswered):
        request_reply(a_desk(), a_request(outcome="noted", answer=""), PARK, FIRM, None, CALENDAR)


def test_a_ledger_without_a_duty_has_no_list_of_the_year() -> None:
    """Catches 今年未走访 where no paper asks for visits; and a plan of the office that looks like a clause."""
    plan = year_standing(own_plan((DutyObject.PARK_COMMITTEE,), 1), 2026, [PARK], [], [])
    without, own = (
        text_of(built("visit_ledger", visit_ledger(a_desk(), 2026, each, [PARK], [FIRM], [], [], CALENDAR)))
        for each in (None, plan)
    )

    assert "未走访" not in without
    assert "应走访" not in without
    assert "应走访的对象（本单位安排）" in own


def test_a_plan_of_the_day_tells_what_each_firm_waits_for() -> None:
    planned = a_visit(state="planned", planned_on="2026-12-01", firms=["firm1", "firm2"])

    text = text_of(built("day_plan", day_plan(a_desk(), [planned], [PARK], [FIRM, OTHER], [a_promise()], CALENDAR)))

    assert text.count("给出变压器负载的建议") == 1
    assert "不留给企业" in text
    assert "没有安排走访" in text_of(built("day_plan", day_plan(a_desk(), [], [PARK], [], [], CALENDAR)))


def test_a_character_that_cannot_be_printed_is_refused_before_drawing() -> None:
    with pytest.raises(WrongInput, match="visit_record"):
        record(a_visit(requests=requests({"words": "\U000f0000 变压器"})))
