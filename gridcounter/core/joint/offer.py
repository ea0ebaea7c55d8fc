"""Whether a policy has a joint application for a case. Where it has none, nothing of it exists."""

from __future__ import annotations

from dataclasses import dataclass

from gridcounter.core.case import Case
from gridcounter.core.policy.apart.joint_rule import JointRule
from gridcounter.core.policy.compile import compile_pack, section_nodes
from gridcounter.core.policy.decide import ONE_AT_A_TIME
from gridcounter.core.policy.diagram import TRUE
from gridcounter.core.policy.evaluation import Circumstances, Question
from gridcounter.core.policy.model import PolicyPack


@dataclass(frozen=True, slots=True)
class JointOffer:
    """A policy's joint application: its rule, and the policy that has it."""

    rule: JointRule
    pack: PolicyPack


def joint_offer(case: Case, pack: PolicyPack, baseline: PolicyPack) -> JointOffer | None:
    """None unless it is certain that the policy offers it for this case: one that is still open is not offered."""
    compiled = compile_pack(pack, baseline, case.business)
    rows = compiled.pack.sections["joint"]
    with ONE_AT_A_TIME:
        question = Question(compiled, case, Circumstances())
        for (rule, _), node in zip(rows, section_nodes(compiled.translator, rows, by_id=False), strict=True):
            if question.truth(node) == TRUE and isinstance(rule, JointRule):
                return JointOffer(rule, pack)
    return None
