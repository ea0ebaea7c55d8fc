"""Acts on a joint application in the words of the timeline: what was handed to whom, and what the unit itself said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gridcounter.core.policy.apart.joint_rule import Utility
from gridcounter.core.record import of_joint
from gridcounter.services.ledger.act_words import Called
from gridcounter.services.ledger.filing_words import words

__all__ = ["UTILITY_LABELS", "words"]

#: Where the policy's own word is not at hand.
UTILITY_LABELS: Mapping[str, str] = {
    Utility.WATER: "供水",
    Utility.POWER: "供电",
    Utility.GAS: "供气",
    Utility.HEAT: "供热",
    Utility.TELECOM: "通信网络",
}


def _names(utilities: Iterable[str]) -> str:
    return "、".join(UTILITY_LABELS[one] for one in utilities)


def _by(name: str) -> str:
    return f"（{name}）" if name else ""


@words.register(of_joint.JointOpened)
def _(act: of_joint.JointOpened, _: Called) -> str:
    return f"联合报装，{act.on}：{_names(act.utilities)}"


@words.register(of_joint.JointConsented)
def _(act: of_joint.JointConsented, _: Called) -> str:
    return f"申请人同意把资料转交给{act.unit}，{act.on}"


@words.register(of_joint.ConsentWithdrawn)
def _(act: of_joint.ConsentWithdrawn, _: Called) -> str:
    return f"申请人撤回对{act.unit}的转交同意，{act.on}"


@words.register(of_joint.SlipHanded)
def _(act: of_joint.SlipHanded, _: Called) -> str:
    return f"已于 {act.on} 转交 {act.unit}{_by(act.receiver)}，方式：{act.way}"


@words.register(of_joint.SlipAcknowledged)
def _(act: of_joint.SlipAcknowledged, _: Called) -> str:
    return f"{act.unit}{_by(act.by)}已收到，{act.on}" + (f"，编号 {act.their_number}" if act.their_number else "")


@words.register(of_joint.UtilityAsks)
def _(act: of_joint.UtilityAsks, _: Called) -> str:
    return f"{act.unit}要求补充，{act.on}：{'；'.join(act.documents)}"


@words.register(of_joint.SurveyArranged)
def _(act: of_joint.SurveyArranged, _: Called) -> str:
    return f"约定联合踏勘，{act.on}：{act.when}，{_names(act.utilities)}" + (f"，{act.place}" if act.place else "")


@words.register(of_joint.SurveyHeld)
def _(act: of_joint.SurveyHeld, _: Called) -> str:
    return f"联合踏勘，{act.on}，到场 {len(act.present)} 人；现场意见，不是正式答复"


@words.register(of_joint.UtilityAnswered)
def _(act: of_joint.UtilityAnswered, _: Called) -> str:
    return f"{act.unit}答复，{act.on}：“{act.words}”{_by(act.by)}"


@words.register(of_joint.AnswerTold)
def _(act: of_joint.AnswerTold, _: Called) -> str:
    return f"已把{act.unit}的答复转告申请人，{act.on}，方式：{act.way}"


@words.register(of_joint.JointPartWithdrawn)
def _(act: of_joint.JointPartWithdrawn, _: Called) -> str:
    return f"{UTILITY_LABELS[act.utility]}不再一起报装，{act.on}：{act.why}"
