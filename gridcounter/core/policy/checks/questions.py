"""Checks the questions of a pack's own: each has what its kind needs, and something hangs on each."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gridcounter.core.policy.conditions import AllOf
from gridcounter.core.policy.local_question import LOCAL, QuestionKind, QuestionRule
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import repeated
from gridcounter.core.validation.models import Problem, shown

_FEWEST = 2


def check_questions(pack: PolicyPack, deciding: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """`deciding` are the keys on which a rule hangs: nobody is asked anything else."""
    for rule, condition in pack.sections["question"]:
        where = f"question.{rule.id}"
        if condition != AllOf(()) or rule.otherwise:
            yield where, Problem("when", "填写了条件", "不写条件：有规则用到的时候才问")
        if not isinstance(rule, QuestionRule):
            continue
        wrong = tuple(_of_kind(rule))
        yield from ((where, problem) for problem in wrong)
        if not wrong and LOCAL + rule.id not in deciding:
            allowed = f"有条件写 {LOCAL}{rule.id} 的问题；不用的请删去"
            yield where, Problem("id", "没有规则用到", allowed)


def _of_kind(rule: QuestionRule) -> Iterator[Problem]:
    ids = [choice.id for choice in rule.choices]
    if rule.kind == QuestionKind.CHOICE:
        if len(ids) < _FEWEST or repeated(ids):
            found = f"{shown(repeated(ids)[0])} 重复" if repeated(ids) else f"{len(ids)} 个"
            yield Problem("choices", found, "至少两个不重复的答复：choices = [{ id = …, label = … }, …]")
    elif ids:
        yield Problem("choices", f"{rule.kind} 填写了可选的答复", "只有 kind 为 choice 的写 choices")
    if rule.kind == QuestionKind.NUMBER:
        if rule.unit is None:
            yield Problem("unit", "没有填写", "数的单位，如 米、平方米、户")
    elif rule.unit is not None:
        yield Problem("unit", shown(rule.unit), "只有 kind 为 number 的写单位")
