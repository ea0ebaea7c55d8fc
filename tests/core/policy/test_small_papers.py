"""Small invented policies: their days in force, gaps left to general practice, comparisons and questions."""

from __future__ import annotations

from datetime import date

import pytest
from builders.small_papers import HEADER, LAST_DAY, PACKS, a_case, a_pack, decided

from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.model import DocumentRule
from gridcounter.core.policy.relevant_keys import keys_that_matter

# ---- in force


@pytest.mark.parametrize(
    ("on", "in_force"),
    [("2026-01-31", False), ("2026-02-01", True), ("2026-11-30", True), ("2026-12-01", False)],
)
def test_a_paper_is_in_force_from_its_first_to_its_last_day(on: str, in_force: bool) -> None:  # noqa: FBT001
    lines = {note.id for note in decided(a_pack(), a_case(on=on)).notes}

    assert ("not-in-force" not in lines) is in_force


def test_a_paper_without_a_last_day_stays_in_force() -> None:
    pack = a_pack("", HEADER.replace(LAST_DAY, ""))

    assert "not-in-force" not in {note.id for note in decided(pack, a_case(on="2199-12-31")).notes}


# ---- what a pack says itself, and what it leaves to general practice


def test_the_hotlines_are_the_papers_own_and_else_those_of_general_practice() -> None:
    own = a_pack("", HEADER + 'hotlines = ["95598", "12398", "000-12345"]\n')

    assert decided(own).hotlines == ("95598", "12398", "000-12345")
    assert decided(a_pack()).hotlines == PACKS.baseline.header.hotlines == ("95598", "12398")


def test_hotlines_without_a_clause_of_the_paper_rest_on_general_practice() -> None:
    named = HEADER + 'hotlines = ["95598", "12398"]\nhotlines_article = ["11"]\n'

    clauses = [[one.article for one in decided(pack).hotlines_basis] for pack in (a_pack("", named), a_pack())]

    assert clauses == [["11"], [None]]


def test_a_step_keeps_the_manner_in_which_the_paper_wants_it_done() -> None:
    step = '[[step]]\nid = "accept"\nlabel = "受理"\nactor = "grid_company"\narticle = "4"\n'

    assert [decided(a_pack(step + more)).steps[0].words for more in ("", 'words = "当场答复"\n')] == [None, "当场答复"]


@pytest.mark.parametrize(("on", "result"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_note_after_a_day_is_stated_from_the_next_one_on(on: str, result: bool) -> None:  # noqa: FBT001
    note = '[[note]]\nid = "past"\nkind = "outdated"\naudience = "both"\ntext = "已过"\narticle = "4"\n'
    pack = a_pack(note + 'after = "2026-06-30"\n')

    assert ("past" in {one.id for one in decided(pack, a_case(on=on)).notes}) is result


_IDENTITY = '[[document]]\nid = "identity"\nstage = "application"\narticle = "4"\n'


def test_a_document_takes_from_general_practice_what_the_paper_does_not_say() -> None:
    common = next(rule for rule, _ in PACKS.baseline.sections["document"] if rule.id == "identity")
    assert isinstance(common, DocumentRule)
    said = 'label = "样例身份证明"\nissuer = "样例机关"\naccepts = ["样例证"]\n'

    inherited, own, none = (
        next(one for one in decided(a_pack(_IDENTITY + more)).documents if one.id == "identity")
        for more in ("", said, "accepts = []\n")
    )

    assert (inherited.label, inherited.issuer, inherited.accepts) == (common.label, common.issuer, common.accepts)
    assert all((inherited.label, inherited.issuer, inherited.accepts))
    assert (own.label, own.issuer, own.accepts) == ("样例身份证明", "样例机关", ("样例证",))
    assert none.accepts == ()
    assert inherited.basis == own.basis


@pytest.mark.parametrize(("state", "online"), [("required", "online"), ("reference", "online"), ("waived", "waived")])
def test_what_is_read_online_need_not_be_brought_and_what_is_waived_stays_waived(state: str, online: str) -> None:
    pack = a_pack(f'{_IDENTITY}state = "{state}"\n')

    lines = [
        {one.id: one.state for one in decided(pack, a_case(online=read)).documents}["identity"]
        for read in ([], ["identity"])
    ]

    assert lines == [state, online]


def test_a_clause_and_general_practice_that_say_the_same_leave_nothing_open() -> None:
    said = '[[limit]]\nid = "plan"\nlabel = "答复"\nwd = 3\ncounts_from = "accepted"\n'
    urban, elsewhere = ('when = { "site.area" = "urban" }\n', 'when = { "site.area" = ["town", "rural"] }\n')
    pack = a_pack(f'{said}{urban}article = "3"\n{said}{elsewhere}basis = "baseline"\n')

    (limit,) = [one for one in decided(pack).limits if one.id == "plan"]

    assert (limit.wd, limit.needs) == (3, ())
    assert [(basis.source, basis.article) for basis in limit.basis] == [("样能字〔2026〕6号", "3"), ("baseline", None)]


@pytest.mark.parametrize(("permanent", "state"), [(True, None), (False, "undetermined"), (None, "undetermined")])
def test_only_what_is_permanent_cannot_be_temporary(permanent: bool | None, state: str | None) -> None:  # noqa: FBT001
    pack = a_pack(f'{_IDENTITY}when = {{ business = "temporary" }}\n')

    values = {one.id: one.state for one in decided(pack, a_case(supply={"permanent": permanent})).documents}

    # general practice speaks where the paper does not
    assert (values["identity"] if state else None) == state
    assert (values["identity"] == "reference") is (state is None)


# ---- what a paper may say of itself


def wrong_in_header(*more: str, header: str = HEADER) -> list[str]:
    found = check_pack(a_pack("", header + "".join(more)), PACKS.baseline)
    return [one.problem.path for one in found if one.rule == "文件头"]


@pytest.mark.parametrize(
    ("number", "right"),
    [("1234", False), ("12345", True), ("000-1234-12345", True), ("000-1234-123456", False), ("12345a", False)],
)
def test_a_hotline_has_five_to_fourteen_signs(number: str, right: bool) -> None:  # noqa: FBT001
    assert wrong_in_header(f'hotlines = ["95598", "12398", "{number}"]\n') == ([] if right else ["hotlines"])


@pytest.mark.parametrize(("last", "wrong"), [("2026-02-01", []), ("2026-01-31", ["in_force_until"])])
def test_a_paper_may_end_on_its_first_day_and_not_before(last: str, wrong: list[str]) -> None:
    assert wrong_in_header(header=HEADER.replace("2026-11-30", last)) == wrong


# ---- limits compared across units

_BY_SIZE = """
[[limit]]
id = "grid_side"
label = "合计"
wd = 3
when = { "supply.capacity" = { at_most = 100, unit = "kVA" } }
article = "3"

[[limit]]
id = "grid_side"
label = "合计"
wd = 9
otherwise = true
article = "3"
"""


@pytest.mark.parametrize(
    ("supply", "result"),
    [
        ({"unit": "kW", "capacity": 100}, True),
        ({"unit": "kVA", "capacity": 100}, False),
        ({"unit": "kW"}, False),
        ({"capacity": 100}, False),
    ],
)
def test_power_factor_one_is_stated_where_a_known_capacity_meets_a_limit_of_the_other_unit(
    supply: dict[str, object],
    result: bool,  # noqa: FBT001
) -> None:
    notes = {note.id for note in decided(a_pack(_BY_SIZE), a_case(supply=supply)).notes}

    assert ("power-factor-one" in notes) is result


def test_a_capacity_without_its_unit_is_asked_for_with_the_unit_behind_it() -> None:
    limits = {one.id: one for one in decided(a_pack(_BY_SIZE), a_case(supply={"capacity": 100})).limits}

    assert limits["grid_side"].needs == ("supply.capacity", "supply.unit")


@pytest.mark.parametrize(("area", "result"), [("urban", True), ("rural", False), (None, False)])
def test_offers_and_notes_are_told_once_they_are_certain(area: str | None, result: bool) -> None:  # noqa: FBT001
    when = 'article = "6"\nwhen = { "site.area" = "urban" }\n'
    text = f'[[service]]\nid = "own"\nlabel = "样例服务"\n{when}[[right]]\nid = "own"\nlabel = "样例权利"\n{when}'
    text += f'[[note]]\nid = "own"\nkind = "silent"\naudience = "both"\ntext = "样例说明"\n{when}'

    found = decided(a_pack(text), a_case(site={"area": area}))

    for lines in (found.services, found.rights, found.notes):
        assert ("own" in {one.id for one in lines}) is result


@pytest.mark.parametrize(("capacity", "wd"), [(99.9, 3), (100, 3), (100.1, 9)])
def test_a_limit_of_capacity_holds_on_it_and_not_above(capacity: float, wd: int) -> None:
    supply = {"unit": "kVA", "capacity": capacity}
    limits = {one.id: one for one in decided(a_pack(_BY_SIZE), a_case(supply=supply)).limits}

    assert limits["grid_side"].wd == wd


# ---- what is asked


def test_who_builds_is_asked_as_soon_as_there_are_works_though_no_rule_hangs_on_it() -> None:
    pack = a_pack()

    assert "works.owner" in keys_that_matter(a_case(), pack, PACKS.baseline)
    assert not {"works.owner", "works.length_m"} & set(keys_that_matter(a_case(works=None), pack, PACKS.baseline))
    unknown = a_case().model_copy(update={"works": None})
    assert "works.owner" not in keys_that_matter(unknown, pack, PACKS.baseline)


def test_the_days_of_a_limit_in_calendar_days_begin_the_day_after() -> None:
    pack = a_pack('[[limit]]\nid = "soon"\nlabel = "次日"\ndays = 1\ncounts_from = "accepted"\narticle = "3"\n')

    (limit,) = [one for one in decided(pack, a_case(on="2026-09-30")).limits if one.id == "soon"]

    assert (limit.due_on, limit.provisional, limit.wd, limit.days) == (date(2026, 10, 1), False, None, 1)
