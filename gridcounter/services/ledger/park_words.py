"""Acts on parks, firms and visits in words for people. No words that a firm said, and no person: a list shows them."""

from __future__ import annotations

from gridcounter.core.record import of_parks
from gridcounter.services.ledger.act_words import Called
from gridcounter.services.ledger.joint_words import words

__all__ = ["words"]


@words.register
def _(_: of_parks.ParkOpened, __: Called) -> str:
    return "登记园区"


@words.register
def _(act: of_parks.FieldsOfSubject, _: Called) -> str:
    return f"修改资料 {len(act.fields)} 项"


@words.register
def _(act: of_parks.GuarantorNamed, _: Called) -> str:
    return f"登记包保责任人，{act.begins} 起"


@words.register
def _(act: of_parks.GuarantorEnded, _: Called) -> str:
    return f"包保责任人到 {act.on} 止"


@words.register
def _(act: of_parks.FirmOpened, _: Called) -> str:
    return "登记园区企业" + ("，从表格导入" if act.imported else "")


@words.register
def _(act: of_parks.FirmMovedOut, _: Called) -> str:
    return f"企业迁出，{act.on}"


@words.register
def _(act: of_parks.AccountSet, _: Called) -> str:
    return f"户号 {act.account} 不再使用" if act.ended else f"登记户号 {act.account}"


@words.register
def _(act: of_parks.EnergyNoted, _: Called) -> str:
    return f"能效记录，{act.month}"


@words.register
def _(act: of_parks.VisitPlanned, _: Called) -> str:
    return f"安排走访 {act.number}，{act.planned}"


@words.register
def _(act: of_parks.VisitMoved, _: Called) -> str:
    return f"走访改到 {act.to}：{act.why}"


@words.register
def _(act: of_parks.VisitDropped, _: Called) -> str:
    return f"不去走访了：{act.why}"


@words.register
def _(act: of_parks.VisitHeld, _: Called) -> str:
    return f"登记走访 {act.number}，{act.on}"


@words.register
def _(act: of_parks.VisitCorrected, _: Called) -> str:
    return f"更正走访登记：{act.why}"


@words.register
def _(_: of_parks.RequestNoted, __: Called) -> str:
    return "记下诉求"


@words.register
def _(act: of_parks.RequestAnswered, _: Called) -> str:
    return f"答复诉求，{act.on}"


@words.register
def _(act: of_parks.RequestPassedOn, _: Called) -> str:
    return f"诉求转交 {act.unit}，{act.on}"


@words.register
def _(_: of_parks.RequestTaken, __: Called) -> str:
    return "诉求转为报装申请"


@words.register
def _(act: of_parks.PromiseMade, _: Called) -> str:
    return f"承诺，{act.by} 前办到"


@words.register
def _(act: of_parks.PromiseMoved, _: Called) -> str:
    return f"承诺改到 {act.to}，{act.told_on} 已告知企业"


@words.register
def _(act: of_parks.PromiseKept, _: Called) -> str:
    return f"承诺办到，{act.on}"


@words.register
def _(act: of_parks.PromiseWithdrawn, _: Called) -> str:
    return f"收回承诺，{act.told_on} 已告知企业"
