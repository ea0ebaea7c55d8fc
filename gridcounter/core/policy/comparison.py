"""Compares two editions of a pack rule by rule, conditions included, for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from gridcounter.core.policy.conditions import AllOf, AnyOf, Condition, Given, Not, TermIs
from gridcounter.core.policy.model import SECTIONS, ApprovalRule, PolicyPack
from gridcounter.core.policy.rule import Rule

SECTION_LABELS = {
    "business": "业务",
    "customer_class": "用户类别",
    "step": "环节",
    "limit": "时限",
    "document": "资料",
    "question": "本地问题",
    "matter": "审批事项",
    "regime": "办法",
    "approval": "外线审批",
    "alternative": "可选办理方式",
    "cost": "费用",
    "service": "服务",
    "right": "权利",
    "duty": "义务",
    "note": "说明",
}
#: What the keys of a pack are called where a difference is told.
_PARTS = {
    "about": "问什么",
    "accepts": "可以用什么",
    "actor": "办理方",
    "after": "从哪天以后说",
    "afterwards": "完工以后",
    "amount": "金额",
    "article": "条款",
    "at_least": "至少几次",
    "attach": "随表附什么",
    "audience": "给谁看",
    "authority": "审批部门",
    "basis": "条款",
    "beside": "在哪条路径旁边",
    "channel": "渠道",
    "choices": "可选的答复",
    "cites": "引用文件",
    "connection": "是否接入工程",
    "consequences": "后果",
    "promises": "承诺的内容",
    "counts_from": "起算",
    "customers": "哪些客户可以办",
    "days": "天数",
    "doubts": "对哪一条存疑",
    "excludes": "不计入的时间",
    "filed_by": "由谁报送",
    "first_for": "对哪种业务排在前面",
    "form": "用哪种表",
    "frequency": "多久办一次",
    "help": "提示",
    "hotlines": "热线",
    "hotlines_article": "热线的条款",
    "id": "代号",
    "in_force_from": "施行日期",
    "in_force_until": "有效期至",
    "informs": "是否告知承诺",
    "instead_of": "可以代替哪一份",
    "issued_on": "印发日期",
    "issuer": "出具方",
    "issuers": "发文单位",
    "kind": "种类",
    "label": "名称",
    "levels": "哪几级",
    "like": "比照哪种业务",
    "matters": "审批事项",
    "may": "可以还是应当",
    "may_start": "何时可以开工",
    "may_start_text": "何时可以开工",
    "means": "办到什么",
    "name": "名称",
    "named": "文件是否列出",
    "needs": "还要确认什么",
    "none_text": "都不涉及时",
    "not_the_sum": "合计不是各环节之和的条款",
    "notice": "提前多久",
    "notice_days": "提前几天",
    "notice_wd": "提前几个工作日",
    "number": "文号",
    "otherwise": "是否收尾",
    "outage_targets": "停电时间目标",
    "part": "部分",
    "parties": "各方",
    "payer": "出资方",
    "per": "每多久",
    "place": "地区",
    "post_required": "是否张贴",
    "presumes": "办理条件",
    "pushed_by": "由谁推送",
    "receiver": "接收部门",
    "regime": "办法",
    "region_codes": "行政区划代码",
    "remark": "备注",
    "reporting": "报送要求",
    "stage": "提交阶段",
    "start_text": "何时可以开工",
    "state": "是否必须",
    "stated": "文件所写的条件",
    "sum_of": "由哪些相加",
    "suppliers": "供电企业",
    "text": "文字",
    "title": "标题",
    "to": "对谁",
    "track": "办理路径",
    "trigger": "何时出现",
    "undefined": "文件没有写明的",
    "unit": "单位",
    "unless": "排除哪一条",
    "upto": "适用范围",
    "users": "适用用户",
    "voltages": "电压等级",
    "wd": "工作日",
    "when": "适用情形",
    "while_open": "条件未定时是否说",
    "who": "由谁做",
    "words": "办理要求",
}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that only one of the two has, or that they say differently: which, and how, in words."""

    rule: str
    how: str

    def __str__(self) -> str:
        return f"{self.rule}：{self.how}"


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule as plain values; its conditions with the terms written out, so that a changed term shows."""

    id: str
    values: tuple[tuple[str, object], ...]


def differences(old: PolicyPack, new: PolicyPack) -> tuple[RuleChange, ...]:
    """Empty exactly if both say the same; `old` is the one compared with. The head and [filing] count as one each."""
    return (
        *_one("文件头", old.header, new.header),
        *(change for section in SECTIONS for change in _section(section, old, new)),
        *_one("备案办法", old.filing, new.filing),
    )


def _one(name: str, old: BaseModel | None, new: BaseModel | None) -> Iterator[RuleChange]:
    if old is None or new is None:
        if old is not new:
            yield _only(name, here=old is None)
    elif old != new:
        yield RuleChange(name, _how(_values(old), _values(new)))


def _values(model: BaseModel) -> dict[str, object]:
    return {key: getattr(model, key) for key in type(model).model_fields}


def _section(section: str, old: PolicyPack, new: PolicyPack) -> Iterator[RuleChange]:
    before, after = _rules(old, section), _rules(new, section)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    gone_by_id, come_by_id = _by_id(gone), _by_id(come)
    for name in dict.fromkeys((*gone_by_id, *come_by_id)):
        left, right = gone_by_id.get(name, []), come_by_id.get(name, [])
        for was, now in zip(left, right, strict=False):
            yield RuleChange(_named(section, now), _how(dict(was.values), dict(now.values)))
        yield from (_only(_named(section, one), here=True) for one in right[len(left) :])
        yield from (_only(_named(section, one), here=False) for one in left[len(right) :])


def _only(name: str, *, here: bool) -> RuleChange:
    return RuleChange(name, "附带的一份里没有" if here else "只有附带的一份里有")


def _named(section: str, rule: _Read) -> str:
    values = dict(rule.values)
    return f"{SECTION_LABELS[section]} {values.get('label') or values.get('text') or rule.id}"


def _how(was: Mapping[str, object], now: Mapping[str, object]) -> str:
    changed = [key for key in dict.fromkeys((*was, *now)) if was.get(key) != now.get(key)]
    return "；".join(dict.fromkeys(_part(key, was.get(key), now.get(key)) for key in changed))


def _part(key: str, was: object, now: object) -> str:
    """Numbers and the paper's own words are shown; what stands in the pack as a code is only named."""
    words = [_shown(value) for value in (was, now)]
    return f"{_PARTS[key]}不同" if None in words else f"{_PARTS[key]} {words[0]} → {words[1]}"


def _shown(value: object) -> str | None:
    if value is None or value == ():
        return "没有"
    if isinstance(value, tuple):
        return "、".join(value) if all(map(_is_words, value)) else None
    if isinstance(value, date):
        return value.isoformat()
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number or _is_words(value) else None


def _is_words(value: object) -> bool:
    """False for a code of the pack."""
    return isinstance(value, str) and not (value.isascii() and value.isidentifier())


def _by_id(rules: Counter[_Read]) -> dict[str, list[_Read]]:
    found: dict[str, list[_Read]] = {}
    for rule in rules.elements():
        found.setdefault(rule.id, []).append(rule)
    return found


def _rules(pack: PolicyPack, section: str) -> list[_Read]:
    return [_read(pack, rule, condition) for rule, condition in pack.sections[section]]


def _read(pack: PolicyPack, rule: Rule, condition: Condition) -> _Read:
    values = _values(rule) | {"when": _written_out(condition, pack)}
    del values["remark"]  # says nothing of a case
    if isinstance(rule, ApprovalRule):
        values["stated"] = tuple((one.label, _written_out(pack.terms[one.term], pack)) for one in rule.stated)
    return _Read(rule.id, tuple(values.items()))


def _written_out(condition: Condition, pack: PolicyPack) -> Condition:
    match condition:
        case TermIs(name=name):
            return _written_out(pack.terms[name], pack)
        case AllOf(parts=parts):
            return AllOf(tuple(_written_out(part, pack) for part in parts))
        case AnyOf(parts=parts, label=label):
            return AnyOf(tuple(_written_out(part, pack) for part in parts), label)
        case Not(part=part):
            return Not(_written_out(part, pack))
        case Given(part=part):
            return Given(_written_out(part, pack))
    return condition
