"""Checks the businesses of a pack: none is a kind of connecting, none has a condition, and every word names one."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.policy.businesses.rule import CONNECTING, BusinessRule
from gridcounter.core.policy.checks.rows import placed_tests
from gridcounter.core.policy.conditions import AllOf
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.models import Problem, shown


def check_businesses(pack: PolicyPack, baseline: PolicyPack) -> Iterator[tuple[str, Problem]]:
    """Each problem with the place of its rule."""
    for rule, condition in pack.sections["business"]:
        where = f"business.{rule.id}"
        if rule.id in CONNECTING:
            yield where, Problem("id", shown(rule.id), "新装、增容、临时用电以外的业务：这三种不用写")
        if condition != AllOf(()) or rule.otherwise:
            yield where, Problem("when", "填写了条件", "不写条件：办哪种业务由申请人说")
        if isinstance(rule, BusinessRule) and rule.notice_wd is not None and rule.notice_days is not None:
            yield (
                where,
                Problem("notice_days", "与 notice_wd 同时填写", "notice_wd（工作日）和 notice_days（日历日）只写其一"),
            )
    yield from _unknown_words(pack, {*CONNECTING, *baseline.businesses, *pack.businesses})


def _unknown_words(pack: PolicyPack, known: set[str]) -> Iterator[tuple[str, Problem]]:
    for where, test in placed_tests(pack):
        for word in test.limits if test.key == "business" else ():
            if word not in known:
                yield where, Problem("business", shown(word), f"以下之一：{'、'.join(sorted(known))}")
