"""The sections of a pack file, each with the class of its rules."""

from __future__ import annotations

from gridcounter.core.policy.apart.duty_rule import DutyRule
from gridcounter.core.policy.apart.joint_rule import JointRule
from gridcounter.core.policy.businesses.rule import BusinessRule
from gridcounter.core.policy.local_question import QuestionRule
from gridcounter.core.policy.model import (
    AlternativeRule,
    ApprovalRule,
    ClassRule,
    CostRule,
    DocumentRule,
    LimitRule,
    MatterRule,
    NoteRule,
    RightRule,
    ServiceRule,
    StepRule,
)
from gridcounter.core.policy.regime import RegimeRule
from gridcounter.core.policy.rule import Rule

#: The sections of a pack file, in the order in which a decision lists them.
SECTIONS: dict[str, type[Rule]] = {
    "business": BusinessRule,
    "customer_class": ClassRule,
    "step": StepRule,
    "limit": LimitRule,
    "document": DocumentRule,
    "question": QuestionRule,
    "matter": MatterRule,
    "regime": RegimeRule,
    "approval": ApprovalRule,
    "alternative": AlternativeRule,
    "cost": CostRule,
    "service": ServiceRule,
    "right": RightRule,
    "duty": DutyRule,
    "joint": JointRule,
    "note": NoteRule,
}
