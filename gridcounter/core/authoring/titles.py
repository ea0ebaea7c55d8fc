"""The sheets of a pack's workbook, the titles of their columns, and the words for values chosen from a list."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.labels import (
    ACTORS,
    DOCUMENT_STATES,
    DUTY_OBJECTS,
    EVENTS,
    GUARANTOR_LEVELS,
    NOTE_KINDS,
    STAGES,
    WAIVED,
    WORD_LABELS,
)
from gridcounter.core.policy.comparison import SECTION_LABELS

HEADER, TERMS, REPORTING, FILING, CASES, GUIDE = "开头", "条件名称", "报送", "备案办法", "例子", "写法"
#: Section of the pack -> title of its sheet.
SHEETS: Mapping[str, str] = {section: f"{label}表" for section, label in SECTION_LABELS.items()}
WHEN, REMARK = "适用情形", "备注"

#: Key of the pack -> title of its column, each its own.
TITLES: Mapping[str, str] = {
    "id": "编号",
    "label": "名称",
    "article": "条款",
    "basis": "来源",
    "otherwise": "以上都不合时",
    "when": WHEN,
    "remark": REMARK,
    "named": "文件列出",
    "actor": "由谁办",
    "wd": "工作日",
    "days": "自然日",
    "counts_from": "从何时起算",
    "words": "文件的说法",
    "not_the_sum": "合计不是各项之和的条款",
    "stage": "何时提交",
    "state": "要求",
    "accepts": "可以用什么",
    "issuer": "由谁出具",
    "track": "办理路径",
    "channel": "渠道",
    "users": "适用哪些用户",
    "may": "可以",
    "matters": "审批事项",
    "unless": "排除哪一条",
    "stated": "文件所写的条件",
    "beside": "在哪条路径之外",
    "authority": "审批部门",
    "payer": "由谁出资",
    "part": "哪一部分",
    "upto": "到什么规模",
    "needs": "还要确认什么",
    "connection": "属于接入工程",
    "audience": "给谁看",
    "first_for": "哪种业务排在最前",
    "like": "比照哪种业务",
    "customers": "哪些客户可以办",
    "presumes": "办理条件",
    "notice": "提前多久申请",
    "notice_wd": "提前几个工作日",
    "notice_days": "提前几个自然日",
    "frequency": "多久办一次",
    "kind": "种类",
    "text": "文字",
    "doubts": "对哪一条存疑",
    "while_open": "未定时也说",
    "after": "晚于哪一天受理才说",
    "trigger": "何时出现",
    "form": "用哪种表",
    "name": "叫法",
    "title": "标题",
    "pushed_by": "由谁推送",
    "receiver": "接收部门",
    "post_required": "须现场张贴",
    "informs": "告知承诺",
    "may_start": "何时可以开工",
    "may_start_text": "开工的说法",
    "consequences": "后果",
    "parties": "承诺各方",
    "place": "地区",
    "number": "文号",
    "issuers": "发文单位",
    "issued_on": "印发日期",
    "in_force_from": "施行日期",
    "in_force_until": "有效期至",
    "cites": "引用文件",
    "hotlines": "热线",
    "hotlines_article": "热线的条款",
    "suppliers": "供电企业",
    "region_codes": "行政区划代码",
    "outage_targets": "停电时间目标",
    "due": "报送日期",
    "covers": "哪一期",
    "by": "月和日",
    "next_year": "次年",
    "is": "条件名称",
    "given": "情形",
    "path": "答复的哪一项",
    "operator": "应当",
    "value": "值",
    "means": "办完说明什么",
    "excludes": "不计入的时间",
    "sum_of": "由哪几项相加",
    "instead_of": "可以代替哪份资料",
    "amount": "金额",
    "about": "和什么有关",
    "unit": "单位",
    "choices": "可选的答案",
    "help": "怎样回答",
    "regime": "按哪种办法",
    "start_text": "何时可以开工的原话",
    "none_text": "一个事项也不涉及时",
    "filed_by": "由谁报送",
    "attach": "随表附什么",
    "promises": "承诺的内容",
    "afterwards": "完工以后",
    "voltages": "当地的电压等级（千伏）",
    "who": "由谁做",
    "to": "对谁",
    "at_least": "至少几次",
    "per": "每多久",
    "levels": "哪几级",
    "undefined": "文件没有写明的",
}
#: Where a key means something else in one section.
_OWN_TITLES: Mapping[tuple[str, str], str] = {
    ("matter", "after"): "排在哪几项之后",
    ("regime", "label"): "告知书上的话",
    ("question", "label"): "问题",
    ("question", "kind"): "怎样的答案",
}
_KEYS: Mapping[str, str] = {title: key for (_, key), title in _OWN_TITLES.items()} | {
    title: key for key, title in TITLES.items()
}

_TRACKS: Mapping[str, str] = {
    "none": "不涉及",
    "exempt": "免审批",
    "filing": "备案",
    "commitment": "告知承诺",
    "parallel": "并联审批",
    "permit": "行政许可",
    "not_covered": "文件未规定",
}
_KINDS: Mapping[str, str] = {
    "norm": "规范性文件",
    "interpretation": "政策解读",
    "guide": "办事指南、申请表",
    "news": "新闻报道",
    "practice": "通用做法",
}
_REGIME_KINDS: Mapping[str, str] = {
    "exempt": "免审，不填表",
    "filing": "备案",
    "commitment_instead_of_permit": "承诺，不办许可",
    "commitment_permit": "承诺后取得许可",
}
_QUESTION_KINDS: Mapping[str, str] = {"flag": "是否", "choice": "选一个", "number": "数", "date": "日期"}

#: Key of the pack -> its words, where the cell is chosen from a list. Words without a label are written as they stand.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "actor": ACTORS,
    "payer": {**ACTORS, "waived": WAIVED},
    "pushed_by": ACTORS,
    "filed_by": ACTORS,
    "parties": ACTORS,
    "counts_from": EVENTS,
    "stage": STAGES,
    "state": DOCUMENT_STATES,
    "track": _TRACKS,
    "beside": _TRACKS,
    "audience": {"clerk": "受理员", "applicant": "申请人", "both": "双方"},
    "first_for": WORD_LABELS["business"],
    "like": WORD_LABELS["business"],
    "customers": WORD_LABELS["customer"],
    "kind": {**_KINDS, **NOTE_KINDS, **_REGIME_KINDS, **_QUESTION_KINDS},
    "form": {"commitment_filing": "承诺备案表", "filing_record": "备案表", "permit_commitment": "告知承诺书"},
    "may_start": {"filed": "备案后", "posted": "张贴后"},
    "covers": {"first_half": "上半年", "year": "全年"},
    "basis": {"baseline": "通用做法", "silent": "文件没有规定"},
    "means": {"connected": "接电", "replied": "答复", "filed": "备案", "works_done": "工程完成"},
    "about": {"works": "外线工程", "supply": "用电", "site": "用电地点"},
    "to": DUTY_OBJECTS,
    "undefined": DUTY_OBJECTS,
    "levels": GUARANTOR_LEVELS,
    "per": {"year": "年"},
    "trigger": {"across_units": "千瓦和千伏安相比时"},
}
#: Words that an answer has and no rule may write.
OF_THE_ANSWER: Mapping[str, frozenset[str]] = {
    "track": frozenset({"none", "undetermined"}),
    "beside": frozenset({"none", "undetermined"}),
    "state": frozenset({"online", "undetermined"}),
}
#: Keys of an example case that no condition names.
CASE_LABELS: Mapping[str, str] = {"on": "受理日期", "applied_on": "申请日期", "online": "已共享的资料"}
#: What an example expects, in words.
EXPECTATIONS: Mapping[str, str] = {
    "is": "是",
    "is_null": "为空",
    "has": "含有",
    "lacks": "不含",
    "missing": "没有这一项",
    "before": "先后为",
}


def title_of(key: str, section: str = "") -> str:
    """The title of the column for a key of the pack."""
    return _OWN_TITLES.get((section, key)) or TITLES.get(key, key)


def key_of(title: str) -> str:
    """The key of the pack for the title of a column; a title that is not known is the key itself."""
    return _KEYS.get(title, title)
