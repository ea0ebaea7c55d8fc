"""Checks the duties of a pack: each says what is owed and to whom, whatever the case."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.conditions import ALWAYS
from gridcounter.core.policy.duty_rule import DutyRule
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import repeated
from gridcounter.core.validation.models import Problem, shown


def check_duties(pack: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """Each problem with the rule's path."""
    for rule, condition in pack.sections["duty"]:
        where = f"duty.{rule.id}"
        if pack.id == BASELINE:
            yield where, Problem("id", "写在通用做法里", "只写在文件的包里：没有文件就没有义务")
        if condition != ALWAYS or rule.otherwise:
            yield where, Problem("when", "填写了条件", "不写条件：义务不属于哪一件申请")
        assert isinstance(rule, DutyRule)
        yield from ((where, problem) for problem in _duty(rule))


def _duty(rule: DutyRule) -> Iterator[Problem]:
    if (rule.at_least is None) != (rule.per is None):
        missing = "at_least" if rule.at_least is None else "per"
        yield Problem(missing, "没有填写", "at_least（至少几次）和 per（每多久）一起写")
    if (rule.at_least is None and rule.per is None) != bool(rule.levels):
        yield Problem("levels", shown(list(rule.levels)), "at_least 和 per（走访），或者 levels（包保），只写其一")
    if not rule.to:
        yield Problem("to", "没有填写", "对谁，至少一样")
    for key in ("to", "levels", "undefined"):
        for word in repeated(getattr(rule, key)):
            yield Problem(key, f"{shown(str(word))} 重复", "每一样写一次")
    for word in rule.undefined:
        if word not in rule.to:
            yield Problem("undefined", shown(str(word)), "to 里写了的")
