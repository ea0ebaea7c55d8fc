"""What somebody types into the park book: refused in one sentence, and never a judgement of our own."""

from __future__ import annotations

from datetime import date

import pytest
from builders.park_builders import TODAY, a_firm, a_guarantor, a_park, a_request, a_visit

from gridcounter.core.parks.reading import MarkWithoutSource, WrongField, number_doubt
from gridcounter.core.parks.values import ParkId, guarantors_on
from gridcounter.core.parks.visits import (
    AnswerWithoutBasis,
    EndsBeforeItBegins,
    LateWithoutReason,
    OutcomeNotSaid,
    ResupplierJudged,
    VisitInTheFuture,
    VisitWithoutWhom,
    check_request,
    check_visit,
    said,
)
from gridcounter.core.parks.words import account_words, guarantor_gap, supply_words
from gridcounter.errors import Refusal


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        ({"code": "91370811MA0000035X"}, "统一社会信用代码：填写的是 “91370811MA0000035X”；应为"),
        ({"name": ""}, "名称：填写的是 “”；应为"),
        ({"accounts": [{"number": "1.38E+10"}]}, "户号：填写的是 “1.38E+10”；应为完整的号码"),
        ({"accounts": [{"number": "3700000001", "capacity_kva": -1.0}]}, "容量：填写的是 -1.0；应为大于 0 的数"),
        ({"contacts": [{"name": "李样例", "phone": "1.38E+10"}]}, "电话：填写的是 “1.38E+10”；应为完整的号码"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_one_sentence(given: dict[str, object], begins: str) -> None:
    with pytest.raises(WrongField) as refused:
        a_firm(**given)

    [line] = refused.value.lines
    assert line.startswith(begins)


def test_a_visit_is_read_with_its_hours_and_days() -> None:
    for given, begins in (
        ({"begins": "25:00"}, "开始时间：填写的是 “25:00”；应为几点几分，如 14:00"),
        ({"on": "2026-02-30"}, "日期：填写的是 “2026-02-30”；应为真实的日期"),
    ):
        with pytest.raises(WrongField) as refused:
            a_visit(**given)
        assert refused.value.lines[0].startswith(begins)


def test_a_code_is_stored_as_it_is_read_out() -> None:
    assert a_firm(code="９１３７０８１１ma0000035h").code == "91370811MA0000035H"


def test_a_mark_names_its_list_because_the_paper_defines_none() -> None:
    with pytest.raises(MarkWithoutSource, match="标为大客户，要写按哪份名单"):
        a_firm(big=True)
    with pytest.raises(MarkWithoutSource, match="标为重点园区"):
        a_park(key=True)
    assert a_firm(big=False).big is False
    assert a_firm().big is None


def test_a_gap_between_guarantors_reads_as_not_named() -> None:
    """Catches a person who is shown after his last day, or before his first."""
    first = a_guarantor(until="2026-03-31")
    second = a_guarantor(name="王样例", since="2026-05-01")

    found = {
        on: [one.name for level in guarantors_on((first, second), ParkId("park1"), on).values() for one in level]
        for on in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1))
    }

    assert list(found.values()) == [["张样例"], [], [], ["王样例"]]
    assert guarantor_gap([]) == "未明确"


def test_a_visit_says_whom_when_and_why_late() -> None:
    for given, refusal in (
        ({"firms": []}, VisitWithoutWhom),
        ({"on": "2026-12-02"}, VisitInTheFuture),
        ({"on": None}, VisitInTheFuture),
        ({"on": "2026-11-30"}, LateWithoutReason),
        ({"ends": "13:59"}, EndsBeforeItBegins),
    ):
        with pytest.raises(refusal):
            check_visit(a_visit(**given), TODAY)
    assert check_visit(a_visit(on="2026-11-30", late_why="当天在现场，没有电脑"), TODAY)
    assert check_visit(a_visit(signing="not_convenient"), TODAY).signing == "not_convenient"


def test_an_answer_rests_on_something_or_says_that_it_does_not() -> None:
    for given in ({"basis_kind": None}, {"answer": ""}, {"basis_kind": "clause", "basis": ""}):
        with pytest.raises(AnswerWithoutBasis):
            check_request(a_request(**given))
    assert check_request(a_request(basis_kind="clause", basis="5"))


@pytest.mark.parametrize("outcome", ["promised", "passed_on", "refused"])
def test_an_outcome_says_what_it_has_to(outcome: str) -> None:
    with pytest.raises(OutcomeNotSaid):
        check_request(a_request(outcome=outcome))
    assert check_request(a_request(outcome="noted"))


@pytest.mark.parametrize("field", ["answer", "why_not"])
def test_we_pass_no_judgement_on_a_re_supplier(field: str) -> None:
    """Catches 违规加价 in our own words; what the firm says stands as 企业反映."""
    with pytest.raises(ResupplierJudged):
        check_request(a_request().model_copy(update={field: "园区物业违规加价，请投诉"}))
    with pytest.raises(ResupplierJudged):
        a_firm(supply={"kind": "resupplied", "said_price": "1.2 元，违规加价"})
    told = said(a_request(kind="resupply", words="物业每度收一块二"))
    assert told == "企业反映：物业每度收一块二"


def test_what_is_known_of_a_re_supply_is_what_the_firm_reports() -> None:
    supply = a_firm(supply={"kind": "resupplied", "by": "样例物业", "own_meter": True, "said_price": "1.2 元"}).supply

    assert supply_words(supply) == "转供，由样例物业转供，有单独分表，电价 1.2 元（企业反映）"
    assert supply_words(a_firm().supply) == "不清楚"


def test_an_account_in_words() -> None:
    assert account_words(a_firm().accounts[0]) == "户号 3700000001，10 千伏，800 kVA；变压器 400 kVA×2（自有）"


def test_a_telephone_is_doubted_and_not_refused() -> None:
    assert "区号" in number_doubt("phone", "6325550103")
    assert number_doubt("phone", "0632-5550103") == ""
    assert number_doubt("number", "3.7E+10").startswith("户号 “3.7E+10”：应为完整的号码")


def test_every_refusal_is_one_sentence_for_the_clerk() -> None:
    for kind in (VisitWithoutWhom, VisitInTheFuture, LateWithoutReason, EndsBeforeItBegins, AnswerWithoutBasis):
        assert issubclass(kind, Refusal)
        assert "\n" not in kind.sentence
        assert "。" not in kind.sentence
