"""The table of what may come out for the outside line: each row a possible outcome with its conditions."""

from __future__ import annotations

from collections.abc import Iterable

from gridcounter.core.papers.shared_facts import OF_THE_OFFICE
from gridcounter.core.papers.view import CONTINUES, Row
from gridcounter.core.policy.decision import Approval, Branch, Needs, ShownCondition
from gridcounter.core.wording import NOTHING, marked, needs_words, this_project

#: Prefixes of conditions of a rule that another rule excludes.
_VOLTAGE = "supply.voltage_kv"
_FAILING, _EXCEPT = "不符合：", "除外："
_NOTHING_TO_DO, _AS_ABOVE = "不用办外线手续", "同上"


def keys_of_the_branches(approval: Approval) -> Needs:
    """The keys that decide between the rows of the table, even if they lead to one track with different days."""
    needs = approval.needs  # needs may name a part of a key
    shown = (c.key for branch in approval.branches for c in branch.when if c.met is None and c.value is None)
    more = (key for key in dict.fromkeys(shown) if not any(need.startswith(key) for need in needs))
    return tuple(key for key in (*needs, *more) if key not in OF_THE_OFFICE)


def besides(way: Approval | Branch) -> str:
    """Additional permissions of the policy, and those of which it is open whether they apply."""
    pending = f"，是否适用取决于{needs_words(way.pending_needs)}"
    words = (*way.also, *(words + pending for words in way.pending))
    return "".join(f"；文件另有规定：{one}" for one in words)


def branch_rows(approval: Approval, paper: str) -> list[Row]:
    """A branch needs all its conditions, open ones first; one failed condition is enough to exclude another branch."""
    rows: list[Row] = []
    several = len(approval.branches) > 1
    for place, branch in enumerate(approval.branches, start=1):
        then = _outcome(branch, paper)
        for after, (condition, value, met) in enumerate(_asked(branch, approval.branches)):
            lead = "并且：" if after else f"{place}. " if several else ""
            row = {"condition": lead + condition, "value": value, "met": met, "then": _AS_ABOVE if after else then}
            rows.append({**row, CONTINUES: ""} if after else row)
    return rows


def _outcome(branch: Branch, paper: str) -> str:
    """What is to be done if the branch applies."""
    if branch.track == "none":
        words = _NOTHING_TO_DO
    elif branch.track == "not_covered" and branch.label is None:
        words = f"{paper}未作规定"
    else:
        words = ("可以" if branch.may else "") + branch.words
    days = f"{branch.wd} 个工作日"
    words += "" if branch.wd is None or days in words else f"，{days}"
    return words + (f"（{branch.channel}）" if branch.channel else "") + besides(branch)


def _own_conditions(branch: Branch) -> list[ShownCondition]:
    """Without those that another branch must fail; open ones first."""
    own = (c for c in branch.when if not c.label.startswith(_FAILING))
    return sorted(own, key=lambda c: c.met is True)


def _failures(branch: Branch) -> list[ShownCondition]:
    """Those that another branch must fail."""
    return [c for c in branch.when if c.label.startswith(_FAILING)]


def _asked(branch: Branch, branches: tuple[Branch, ...]) -> Iterable[tuple[str, str, str]]:
    """Each condition of one branch, the project's value, and whether it is met."""
    own = _own_conditions(branch)
    if {c.key for c in branch.when if c.label.startswith(_EXCEPT)} == {_VOLTAGE}:
        yield "文件没有列出的电压等级", NOTHING, NOTHING
        own = [c for c in own if c.key != _VOLTAGE]
        if not own:
            return
    for c in own:
        yield c.label + _and_whom(c), this_project(c), marked(c)
    if otherwise := _otherwise(own, branch, branches):
        yield otherwise, NOTHING, NOTHING


def _otherwise(own: list[ShownCondition], branch: Branch, branches: tuple[Branch, ...]) -> str:
    """That another branch fails; without it a branch that has no open conditions would read as decided.

    A known failure suffices: then the open conditions are the last ones.
    """
    failures = _failures(branch)
    known = any(c.met for c in failures)
    if (known or not failures) and any(c.met is None for c in own):
        return ""
    if not known and (other := _closed(failures, branches)):
        return f"第 {other} 种情形的条件有一项不符合"
    return "不属于其他各行的情形" if own else "其他情形"


def _and_whom(condition: ShownCondition) -> str:
    """An individual business is handled as one of both, by the setting of the office."""
    firms = {"enterprise", "micro_enterprise"}
    both = condition.key == "customer" and isinstance(condition.limit, tuple) and firms <= set(condition.limit)
    return "（含个体工商户）" if both else ""


def _closed(failures: list[ShownCondition], branches: tuple[Branch, ...]) -> int | None:
    """The number of the branch that applies when one of these conditions fails."""
    labels = {c.label.removeprefix(_FAILING) for c in failures}
    return next((n for n, one in enumerate(branches, start=1) if labels & {c.label for c in one.when}), None)


def open_scope_of(way: Branch) -> str:
    """The open conditions of one way, joined by ，."""
    return "，".join(c.label for c in _own_conditions(way) if c.met is None)
