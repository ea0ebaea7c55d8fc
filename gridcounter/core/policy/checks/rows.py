"""Checks a pack's rules one by one: clauses, dates, words reserved to the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from gridcounter.core.case import LOW_VOLTAGE_KV
from gridcounter.core.policy.apart.joint_rule import JointRule, Utility
from gridcounter.core.policy.checks.totals import check_sums
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.conditions import AllOf, AnyOf, ClassIs, Condition, Given, Not, Operator, Test
from gridcounter.core.policy.header import SUPERVISION_LINE, SUPPLY_LINE, Header, PolicyKind
from gridcounter.core.policy.keys import KEYS
from gridcounter.core.policy.local_question import LOCAL
from gridcounter.core.policy.model import (
    AlternativeRule,
    ApprovalRule,
    Audience,
    ClassRule,
    CostRule,
    DocumentRule,
    DocumentState,
    LimitRule,
    NoteKind,
    NoteRule,
    PolicyPack,
    StepRule,
    Track,
)
from gridcounter.core.policy.parse import repeated
from gridcounter.core.policy.regime import WorksStart
from gridcounter.core.policy.rule import SILENT, Rule
from gridcounter.core.policy.translate import tests_of
from gridcounter.core.validation.models import Problem, shown

GRID_SIDE = "grid_side"
#: Keys that may be asked for: those of the contract, the unit of a capacity, and the supplier's confirmation.
_ASKABLE = (
    *(key for key in KEYS if key not in {"stated_customer", "agent", "rented", "in_force"}),
    "supply.unit",
    "supplier_confirmation",
)
#: A policy that publishes one hotline must publish the other beside it.
_BOTH_HOTLINES = (SUPPLY_LINE, SUPERVISION_LINE)
_WITH_FILING = {Track.FILING, Track.COMMITMENT}
_NO_TRACK_OF_A_RULE = {Track.NONE, Track.UNDETERMINED}
_NO_DAYS = {Track.EXEMPT, Track.NOT_COVERED}
_MADE_BY_THE_ENGINE = {DocumentState.ONLINE, DocumentState.UNDETERMINED}
_PERSONAL = re.compile(r"\b1[3-9]\d{9}\b|[\w.]+@[\w.]+")


def check_rows(pack: PolicyPack, baseline: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """Each problem with the rule's path."""
    yield from (("文件头", problem) for problem in _header(pack))
    yield from (("filing", problem) for problem in _filing(pack))
    labels: dict[str, str] = {}
    yield from check_sums(pack)
    yield from _low_voltages(pack)
    for section, rows in pack.sections.items():
        for rule, condition in rows:
            found = [*_clause(rule, pack), *_rule(rule, condition, pack, baseline), *_texts(rule)]
            if isinstance(rule, ClassRule) and labels.setdefault(rule.id, rule.label) != rule.label:
                found.append(Problem("label", shown(rule.label), f"与同编号的规则相同：{shown(labels[rule.id])}"))
            yield from ((f"{section}.{rule.id}", problem) for problem in found)


def _low_voltages(pack: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """A bound below 1 kV divides low voltage, although a case may write 380 伏 as 0.38 or as 0.4."""
    for where, test in placed_tests(pack):
        bound = test.limit if test.key == "supply.voltage_kv" and isinstance(test.limit, float) else None
        if bound and bound < LOW_VOLTAGE_KV and test.operator != Operator.EQUAL:
            found = f"{test.operator} = {bound:g}"
            yield where, Problem("supply.voltage_kv", found, "at_most = 1：低压都算，不论写作 0.38 还是 0.4")


def placed_tests(pack: PolicyPack) -> Iterator[tuple[str, Test]]:
    """Every test in a condition of the pack, with the place of its term or rule."""
    named = [(f"terms.{name}", condition) for name, condition in pack.terms.items()]
    named += [(f"{section}.{rule.id}", one) for section, rows in pack.sections.items() for rule, one in rows]
    return ((where, test) for where, condition in named for test in tests_of(condition))


def _reporting(header: Header) -> Iterator[Problem]:
    if header.reporting is not None and not _is_filled(header.reporting.article):
        yield Problem("reporting.article", shown(list(header.reporting.article)), "条款")
    for place, due in enumerate(header.reporting.due if header.reporting else ()):
        if not _is_day_of_any_year(due.by):
            yield Problem(f"reporting.due.{place}.by", shown(due.by), "每年都有的月和日，如 06-30")


def _is_day_of_any_year(by: str) -> bool:
    try:
        date.fromisoformat(f"2001-{by}")  # not a leap year
    except ValueError:
        return False
    return True


def _header(pack: PolicyPack) -> Iterator[Problem]:
    header = pack.header
    if header.in_force_until is not None and header.in_force_until < header.in_force_from:
        found = header.in_force_until.isoformat()
        yield Problem("in_force_until", found, f"不早于施行日期 {header.in_force_from.isoformat()} 的日期")
    yield from _hotlines(pack)
    if (header.kind == PolicyKind.PRACTICE) != (pack.id == BASELINE):
        allowed = "practice" if pack.id == BASELINE else "norm、interpretation、guide、news"
        yield Problem("kind", shown(str(header.kind)), f"以下之一：{allowed}")
    if header.number == BASELINE and pack.id != BASELINE:
        yield Problem("number", shown(header.number), "文件的文号（baseline 只用于通用做法）")
    yield from _reporting(header)
    for kv in repeated(map(str, header.voltages)):
        yield Problem("voltages", f"{kv} 重复", "每个电压等级写一次")


def _hotlines(pack: PolicyPack) -> Iterator[Problem]:
    header = pack.header
    if header.hotlines and not set(header.hotlines).issuperset(_BOTH_HOTLINES):
        yield Problem("hotlines", "、".join(header.hotlines), f"{'、'.join(_BOTH_HOTLINES)} 并列")
    if header.hotlines_article and not _has_hotlines_of_an_article(header):
        yield Problem("hotlines_article", shown(list(header.hotlines_article)), "写有 hotlines 时的条款，不写空的")
    if not header.hotlines and pack.id == BASELINE:
        yield Problem("hotlines", "没有填写", f"{'、'.join(_BOTH_HOTLINES)} 并列")
    twice = repeated(header.hotlines)
    for number in header.hotlines:
        if number in twice or not re.fullmatch(r"[\d-]{5,14}", number):
            yield Problem("hotlines", shown(number), "不重复的电话号码")


def _has_hotlines_of_an_article(header: Header) -> bool:
    return bool(header.hotlines) and _is_filled(header.hotlines_article)


def _filing(pack: PolicyPack) -> Iterator[Problem]:
    decided, offered = _filed_tracks(pack, "approval"), _filed_tracks(pack, "alternative")
    regime = pack.filing
    if regime is None:
        if decided and not pack.regimes:
            tracks = "、".join(sorted(decided))
            yield Problem("filing", f"没有填写，而有审批规则为 {tracks}", "[filing] 一节：备案的表、渠道和后果")
        return
    if not decided | offered:
        yield Problem("filing", "没有审批规则用到", "有 track 为 filing 或 commitment 的审批规则，或删去 [filing]")
    if not _is_filled(regime.article):
        yield Problem("article", shown(list(regime.article)), "条款")
    if regime.may_start == WorksStart.POSTED and not regime.post_required:
        yield Problem("may_start", "posted，而 post_required 不为 true", "filed，或 post_required = true")


def _filed_tracks(pack: PolicyPack, section: str) -> set[Track]:
    rules = (rule for rule, _ in pack.sections[section])
    return {rule.track for rule in rules if isinstance(rule, ApprovalRule | AlternativeRule)} & _WITH_FILING


def _clause(rule: Rule, pack: PolicyPack) -> Iterator[Problem]:
    if pack.id == BASELINE:
        if rule.basis != BASELINE:
            yield Problem("basis", "没有填写", 'basis = "baseline"')
        if rule.article:
            yield Problem("article", shown(list(rule.article)), "通用做法不写条款")
    elif rule.basis == SILENT and not _says_nothing(rule):
        yield Problem("basis", "silent", f"条款；silent（文件没有规定）只用于不写天数的 {GRID_SIDE}")
    elif rule.basis is not None and rule.article:
        yield Problem("basis", "与 article 同时填写", "article 和 basis 只写其一")
    elif rule.basis is None and not _is_filled(rule.article):
        yield Problem("article", shown(list(rule.article)), '条款；通用做法写 basis = "baseline"')


def _says_nothing(rule: Rule) -> bool:
    """The only limit that every answer has, and so the only one that a paper must be said to be silent on."""
    if not isinstance(rule, LimitRule) or rule.id != GRID_SIDE:
        return False
    return rule.wd is None and rule.days is None and rule.words is None and not rule.sum_of


def _is_filled(article: Sequence[str]) -> bool:
    return bool(article) and all(clause.strip() for clause in article)


def _rule(rule: Rule, condition: Condition, pack: PolicyPack, baseline: PolicyPack) -> Iterator[Problem]:
    match rule:
        case StepRule():
            yield from _one_kind_of_days(rule)
        case LimitRule():
            yield from _limit(rule)
        case DocumentRule():
            yield from _document(rule, pack, baseline)
        case ApprovalRule():
            yield from _approval(rule)
        case AlternativeRule():
            yield from _alternative(rule)
        case CostRule():
            yield from _cost(rule, pack)
        case NoteRule():
            yield from _note(rule, condition, pack)
        case JointRule():
            yield from _joint(rule)
    if pack.id == BASELINE and _names_class(condition):
        yield Problem("class", "通用做法用了用户类别", "只用案件的键或 terms：各地的类别不同")


def _joint(rule: JointRule) -> Iterator[Problem]:
    for word in repeated(rule.utilities):
        yield Problem("utilities", f"{word} 重复", "每一样写一次")
    if Utility.POWER not in rule.utilities or len(rule.utilities) < 2:  # noqa: PLR2004  power and another
        yield Problem("utilities", shown(list(rule.utilities)), "power 和另外至少一样")
    elif len(rule.mix) != len(rule.utilities):
        yield Problem("mix", shown(rule.mix), f"{len(rule.utilities)} 个字，一样一个字，次序和 utilities 相同")


def _cost(rule: CostRule, pack: PolicyPack) -> Iterator[Problem]:
    own = [LOCAL + name for name in pack.questions]
    for key in rule.needs:
        if key not in (*_ASKABLE, *own) or rule.needs.count(key) > 1:
            yield Problem("needs", shown(key), f"不重复的键，以下之一：{'、'.join((*_ASKABLE, *own))}")


def _limit(rule: LimitRule) -> Iterator[Problem]:
    if rule.id == "approval":
        yield Problem("id", '"approval" 已由审批规则的 wd 列出', "其他编号；行政审批的天数写在审批规则")
    yield from _one_kind_of_days(rule)
    if rule.not_the_sum and (rule.id != GRID_SIDE or rule.wd is None or not _is_filled(rule.not_the_sum)):
        yield Problem("not_the_sum", shown(list(rule.not_the_sum)), f"条款；只写在有 wd 的 {GRID_SIDE} 里")


def _one_kind_of_days(rule: StepRule | LimitRule) -> Iterator[Problem]:
    if rule.wd is not None and rule.days is not None:
        yield Problem("days", "与 wd 同时填写", "wd（工作日）和 days（日历日）只写其一")


def _document(rule: DocumentRule, pack: PolicyPack, baseline: PolicyPack) -> Iterator[Problem]:
    if rule.state in _MADE_BY_THE_ENGINE:
        yield Problem("state", shown(str(rule.state)), "以下之一：required、waived、reference")
    if pack.id == BASELINE and rule.state != DocumentState.REFERENCE:
        yield Problem("state", shown(str(rule.state)), "通用做法只作参考：reference")
    common = {other.id for other, _ in baseline.sections["document"] if pack.id != BASELINE}
    if rule.label is None and rule.id not in common:
        yield Problem("label", "没有填写，通用做法里也没有这个编号", "资料名称")
    others = common.union(other.id for other, _ in pack.sections["document"]) - {rule.id}
    if rule.instead_of not in (None, *others):
        yield Problem("instead_of", shown(rule.instead_of), f"以下之一：{'、'.join(sorted(others))}")


def _track(key: str, track: Track) -> Iterator[Problem]:
    if track in _NO_TRACK_OF_A_RULE:
        allowed = "、".join(track for track in Track if track not in _NO_TRACK_OF_A_RULE)
        yield Problem(key, shown(str(track)), f"以下之一：{allowed}（{track} 由系统判定）")


def _alternative(rule: AlternativeRule) -> Iterator[Problem]:
    yield from _track("track", rule.track)
    yield from _track("beside", rule.beside)
    if rule.track == rule.beside:
        yield Problem("track", shown(str(rule.track)), "与 beside 不同的路径")


def _approval(rule: ApprovalRule) -> Iterator[Problem]:
    yield from _track("track", rule.track)
    if rule.wd is not None and rule.track in _NO_DAYS:
        yield Problem("wd", shown(rule.wd), f"{rule.track} 没有审批时限，不写 wd")
    for matter in repeated(rule.matters):
        yield Problem("matters", f"{shown(matter)} 重复", "每个事项列一次")


def _note(rule: NoteRule, condition: Condition, pack: PolicyPack) -> Iterator[Problem]:
    if rule.kind == NoteKind.CONFLICT and rule.audience != Audience.CLERK:
        yield Problem("audience", shown(str(rule.audience)), "clerk：文件内部不一致只给受理员看")
    if rule.trigger is not None and pack.id != BASELINE:
        yield Problem("trigger", shown(rule.trigger), "只用于通用做法")
    if rule.trigger is not None and condition != AllOf(()):
        yield Problem("when", "与 trigger 同时填写", "有 trigger 的不写 when")


def _names_class(condition: Condition) -> bool:
    match condition:
        case ClassIs():
            return True
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(_names_class(part) for part in parts)
        case Not(part=part) | Given(part=part):
            return _names_class(part)
    return False


def _texts(rule: Rule) -> Iterator[Problem]:
    """A personal number or address in a copied policy text must not reach a notice."""
    for key, value in rule:
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and _PERSONAL.search(text):
                yield Problem(key, shown(text), "不含个人手机号和电子邮箱的文字")
