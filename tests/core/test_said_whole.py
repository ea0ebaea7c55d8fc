"""Small texts of the core: each field under its own name, each list in its own order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders.diagrams import built

from gridcounter.bootstrap import open_assessor
from gridcounter.core.exchange.import_words import SPELLINGS, UNCLEAR
from gridcounter.core.intake.official_entry import fields_to_copy
from gridcounter.core.notice import answer_of
from gridcounter.core.papers.works.outside_works import _conditions
from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.decision import Basis, Branch, Document, ShownCondition
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.example import tell_witness
from gridcounter.core.policy.model import DocumentState, Stage, Track
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.core.policy.reporting_rule import CoveredPeriod, ReportDue, Reporting
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.reporting_duty import duties

ASSESSOR = open_assessor()
HERE = Path(__file__).parent
CASE = ASSESSOR.read_case('{"locality": "jining", "on": "2026-09-21", "works": {}}')
DECISION = ASSESSOR.assess(CASE)


def spellings() -> list[str]:
    """What each spelling means, one meaning a line; then those that are asked about."""
    lines = []
    for column, meant in SPELLINGS.items():
        words: dict[object, list[str]] = {}
        for spelling, value in meant.items():
            words.setdefault(value, []).append(spelling)
        lines += [f"{column} = {value}: {' '.join(found)}" for value, found in words.items()]
    for column, unclear in UNCLEAR.items():
        asked: dict[str, list[str]] = {}
        for spelling, text in unclear.items():
            asked.setdefault(text, []).append(spelling)
        lines += [f"{column} ? {text}: {' '.join(found)}" for text, found in asked.items()]
    return lines


def test_each_spelling_means_what_was_read_by_hand() -> None:
    assert spellings() == (HERE / "import_spellings.txt").read_text("utf-8").splitlines()


def test_all_that_is_copied_is_in_the_order_of_the_suppliers_own_entry() -> None:
    applicant = ("name", "id_number", "legal_representative", "contact", "phone")
    case = ("business", "customer", "supply.voltage_kv", "supply.capacity", "supply.sources", "supply.critical")
    order = [f"applicant.{one}" for one in applicant] + ["premises.address", "applicant.address"]
    order += ["agent.name", "agent.id_number", "agent.phone", *(f"case.{one}" for one in case)]
    words = {"case.business": "new_connection", "case.customer": "resident", "case.supply.critical": True}
    numbers = dict.fromkeys(("case.supply.voltage_kv", "case.supply.capacity", "case.supply.sources"), 1)
    values = {field: words.get(field, numbers.get(field, f"样例 {field}")) for field in reversed(order)}
    assert [each.field for each in fields_to_copy(values, "2026-09-21")] == [*order, "accepted_on"]


def test_a_document_is_listed_with_its_own_name_stage_state_and_clause() -> None:
    one = Document(
        "identity", "身份证明", Stage.FINAL_INSPECTION, DocumentState.ONLINE, "applicant", (), (Basis("jining", "三"),)
    )
    (text,) = answer_of(CASE, replace(DECISION, documents=(one,)), Circumstances()).documents
    assert (text.id, text.label, text.stage, text.state) == ("identity", "身份证明", "final_inspection", "online")
    assert text.clause.endswith("三")


def test_the_packs_own_wording_of_a_track_goes_before_its_bare_name() -> None:
    approval = replace(DECISION.approval, track=Track.PERMIT, label="样例许可")
    branch = Branch(Track.PERMIT, None, (), "样例许可")
    assert (approval.words, branch.words) == ("样例许可", "样例许可")
    assert replace(approval, label=None).words == replace(branch, label=None).words != "样例许可"


def test_who_asks_and_for_what_is_no_condition_of_the_works() -> None:
    def shown(key: str) -> ShownCondition:
        return ShownCondition(key, Operator.EQUAL, "x", "x", met=True, gap=None, label=key)

    keys = ("customer", "stated_customer", "business", "supply.voltage_kv", "works.length_m")
    approval = replace(DECISION.approval, stated=(), conditions=tuple(map(shown, keys)))
    assert [one.key for one in _conditions(approval)] == ["supply.voltage_kv", "works.length_m"]


def test_parts_of_the_works_are_asked_where_there_are_works_and_nowhere_else() -> None:
    packs, asked = ASSESSOR.packs, {}
    for works in ("", ', "works": null', ', "works": {}'):
        case = ASSESSOR.read_case(f'{{"locality": "jining", "on": "2026-09-21", "customer": "enterprise"{works}}}')
        keys = keys_that_matter(case, packs.edition("jining", case.on), packs.baseline)
        asked[works] = any(key.startswith("works.") for key in keys)
    assert asked == {"": False, ', "works": null': False, ', "works": {}': True}


def test_a_report_covers_the_year_in_which_it_is_due_unless_the_policy_names_the_one_before() -> None:
    half = ReportDue(label="半年", covers=CoveredPeriod.FIRST_HALF, by="07-10")
    year = ReportDue(label="全年", covers=CoveredPeriod.YEAR, by="01-10", next_year=True)
    reporting = Reporting(text="样例", article=("五",), due=(half, year))
    header = ASSESSOR.packs.edition("jining", CASE.on).header.model_copy(update={"reporting": reporting})
    assert [(duty.due_on, duty.period) for duty in duties(header, 2027)] == [
        (date(2027, 7, 10), Period(date(2027, 1, 1), date(2027, 6, 30))),
        (date(2027, 1, 10), Period(date(2026, 1, 1), date(2026, 12, 31))),
    ]


@pytest.mark.parametrize("key", ["agent", "rented", "in_force"])
def test_a_witness_names_no_key_that_a_case_cannot_hold(key: str) -> None:
    diagrams, [node] = built({key: True, "site.area": "urban"})
    result = tell_witness(diagrams, node)
    assert result.endswith('〔site.area = "urban"〕')
