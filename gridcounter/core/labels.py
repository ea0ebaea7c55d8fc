"""Words of the contract -> Chinese labels, the same on screen, paper and command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from gridcounter.core.local_key import LocalKey

if TYPE_CHECKING:
    from gridcounter.core.case import Limit

KEY_LABELS: Mapping[str, str] = {
    "business": "办理业务",
    "customer": "客户类型",
    "stated_customer": "客户类型",
    "sole_proprietor_as_micro": "本单位是否按小微企业办理个体工商户",
    "supply.voltage_kv": "电压等级",
    "supply.capacity": "用电容量",
    "supply.unit": "容量单位",
    "supply.sources": "电源数",
    "supply.critical": "是否重要用户",
    "supply.dedicated_line": "是否专线（变电站直接出线）",
    "supply.permanent": "是否永久用电",
    "supply.connection": "接入方式",
    "site.area": "所在区域",
    "site.park": "园区级别",
    "site.park.inside": "是否在园区内",
    "site.key_project": "是否列入省级新旧动能转换项目库",
    "site.new_residential_estate": "是否新建居住区",
    "works": "有无外线工程",
    "works.kind": "工程类别",
    "works.owner": "外线建设单位",
    "works.length_m": "线路总长",
    "works.road_crossing_m": "穿越城市道路长度",
    "works.occupies": "占用挖掘部位",
    "works.dig_length_m": "开挖长度",
    "works.dig_area_m2": "占用挖掘道路面积",
    "works.green_area_m2": "绿地占用面积",
    "works.road_class": "道路等级",
    "works.road_built_on": "道路建成日期",
    "works.road_overhauled_on": "道路大修日期",
    "works.road_age_years": "道路建成年限",
    "works.overhaul_age_years": "道路大修后年限",
    "works.distance_m": "距电源点距离",
    "works.cycle_lane_passable": "占用非机动车道后该方向仍可通行",
    "works.new_pole_box_or_duct": "新立杆、新建分支箱或新建管沟",
    "works.third_party_interest": "是否涉及利害关系人",
    "supplier_confirmation": "供电企业确认是否符合条件",
    "customer_class": "用户类别",
    "agent": "有代理人",
    "rented": "租用",
    "in_force": "文件在有效期内",
}

#: For an open question, where the field's plain label would read like a statement: 取决于是否….
OPEN_LABELS: Mapping[str, str] = {
    "works": "有无外线工程及其情况",
    "works.cycle_lane_passable": "占用非机动车道后该方向是否仍可通行",
    "works.new_pole_box_or_duct": "是否新立杆、新建分支箱或新建管沟",
    "agent": "有无代理人",
    "rented": "是否租用",
    "in_force": "文件是否在有效期内",
}

#: The labels of a flag that is set, and of one that is not.
FLAG_LABELS: Mapping[str, tuple[str, str]] = {
    "supply.critical": ("重要用户", "非重要用户"),
    "supply.dedicated_line": ("专线（变电站直接出线）", "非专线"),
    "supply.permanent": ("永久用电", "非永久用电"),
    "site.key_project": ("省级新旧动能转换项目库内", "不在项目库"),
    "site.new_residential_estate": ("新建居住区", "不是新建居住区"),
    "works": ("有外线工程", "无外线工程"),
    "works.cycle_lane_passable": ("非机动车道仍可通行", "非机动车道不能通行"),
    "works.third_party_interest": ("涉及利害关系人", "不涉及利害关系人"),
    "agent": ("有代理人", "没有代理人"),
    "rented": ("租用房屋", "非租用房屋"),
}

WORD_LABELS: Mapping[str, Mapping[str, str]] = {
    "business": {"new_connection": "新装", "capacity_increase": "增容", "temporary": "临时用电"},
    "customer": {
        "resident": "居民",
        "sole_proprietor": "个体工商户",
        "micro_enterprise": "小微企业",
        "enterprise": "企业（非小微）",
        "other": "机关、事业单位、社团等",
    },
    "supply.unit": {"kW": "千瓦", "kVA": "千伏安"},
    "supply.connection": {
        "meter_only": "具备直接装表条件",
        "service_drop": "仅需架设表前线",
        "works": "需建设配套工程",
    },
    "site.area": {"urban": "市区", "town": "城镇", "rural": "农村"},
    "site.park": {
        "none": "不在园区",
        "other": "其他园区",
        "municipal": "市级园区",
        "provincial": "省级园区",
        "national": "国家级园区",
    },
    "works.kind": {
        "customer_connection": "用户接入工程",
        "public_grid_for_customer": "因用户接入引起的公共电网改造工程",
        "public_grid_capacity": "为提升供电能力和可靠性的公共电网新建、改造工程",
    },
    "works.owner": {
        "applicant": "申请人自建",
        "grid_company": "供电企业建设",
        "government": "政府建设",
        "park": "园区建设",
    },
    "works.occupies": {
        "footway": "人行道",
        "cycle_lane": "非机动车道",
        "carriageway": "机动车道",
        "green": "绿地",
    },
    "works.road_class": {
        "expressway": "快速路",
        "arterial": "主干路",
        "secondary": "次干路",
        "branch": "支路",
        "internal": "小区、单位内部道路",
    },
    "laying": {"overhead": "架空", "cable": "电缆", "duct": "管沟"},
    "ownership": {"owned": "自有", "rented": "租用", "other": "其他"},
    "id_kind": {
        "resident_id": "居民身份证",
        "uscc": "统一社会信用代码",
        "passport": "护照",
        "other": "其他证件",
    },
    "office.role": {"supplier_hall": "供电营业厅", "government_hall": "政务服务窗口", "park_team": "园区服务队"},
}

#: The nominal voltages of Chinese distribution grids, in kilovolts.
VOLTAGES: Mapping[float, str] = {
    0.22: "220 伏",
    0.38: "380 伏",
    10: "10 千伏",
    20: "20 千伏",
    35: "35 千伏",
    110: "110 千伏",
}


def voltage_label(kv: float) -> str:
    """380 伏, 66 千伏: in the words of the hall, of any grid."""
    return f"{number(kv * 1000)} 伏" if kv < 1 else f"{number(kv)} 千伏"


#: The states of an application.
APPLICATION_STATES: Mapping[str, str] = {
    "consultation": "咨询",
    "open": "填写中",
    "received": "已收件，待受理",
    "accepted": "已受理",
    "closed": "已办结",
    "purged": "已清除",
}

ACTORS: Mapping[str, str] = {
    "applicant": "申请人",
    "grid_company": "供电企业",
    "government": "政府",
    "park": "园区",
    "builder": "施工单位",
    "authority": "审批部门",
    "property": "物业",
    "village": "村（居）委会",
}

#: For a charge that nobody has to pay.
WAIVED = "免收"

#: For a source that names no payer: the supplier confirms it.
NO_PAYER = "由供电企业确认"

#: For an unsettled track. A track itself is printed in the words of the local policy, never in ours.
_NO_WAY: Mapping[str, str] = {"none": "无外线工程", "not_covered": "本地文件未作规定", "undetermined": "尚不能判定"}
_UNNAMED = "按文件所列条款办理"


def track_words(track: str, label: str | None) -> str:
    """`label` is the pack's own wording; without a track the result is empty."""
    return label or _NO_WAY.get(track, _UNNAMED if track else "")


EVENTS: Mapping[str, str] = {
    "applied": "申请",
    "accepted": "受理",
    "signed": "签约",
    "design_submitted": "送审",
    "mid_inspection_requested": "报请中间检查",
    "completion_reported": "报验",
    "inspection_passed": "检验合格",
    "plan_fixed": "确定供电方案",
    "approval_accepted": "审批受理",
    "filed": "备案",
    "works_finished": "完工",
}

#: To whom a duty of a pack is owed (core.policy.duty_rule).
DUTY_OBJECTS: Mapping[str, str] = {
    "park_committee": "园区管委会",
    "big_customer": "园区大客户",
    "key_park": "重点园区",
    "planned_park": "规划新上园区",
}
#: The levels of the guarantors of a park (包保责任人), in the order in which they are named.
GUARANTOR_LEVELS: Mapping[str, str] = {"government": "政府部门", "supplier": "供电企业", "enterprise": "园区企业"}

STAGES: Mapping[str, str] = {
    "application": "申请时",
    "design_review": "设计审查时",
    "mid_inspection": "中间检查时",
    "final_inspection": "竣工检验时",
}

DOCUMENT_STATES: Mapping[str, str] = {
    "required": "需提交",
    "online": "电子证照共享·免提交",
    "waived": "免提交",
    "reference": "参考",
    "undetermined": "待定",
}

#: Short names of documents, for lines that must be understood quickly.
SHORT_DOCUMENTS: Mapping[str, str] = {
    "identity": "身份证明",
    "premises": "产权证明",
    "project_approval": "项目批准文件",
    "authorization": "委托书",
    "owner_consent": "产权人同意证明",
}

#: For a line that holds both 统一社会信用代码 and the number itself.
SHORT_ID_KINDS: Mapping[str, str] = {
    "resident_id": "身份证",
    "uscc": "信用代码",
    "passport": "护照",
    "other": "证件",
}

NOTE_KINDS: Mapping[str, str] = {
    "conflict": "文件内部不一致",
    "silent": "文件未规定",
    "outdated": "请核对时效",
    "assumption": "本系统的理解",
    "target": "已公布、未施行",
    "news": "新闻报道",
}

YEARS = "年"
UNITS: Mapping[str, str] = {
    "supply.voltage_kv": "千伏",
    "supply.sources": "路",
    "works.length_m": "米",
    "works.road_crossing_m": "米",
    "works.dig_length_m": "米",
    "works.dig_area_m2": "平方米",
    "works.green_area_m2": "平方米",
    "works.road_age_years": YEARS,
    "works.overhaul_age_years": YEARS,
    "works.distance_m": "米",
    "kW": "千瓦",
    "kVA": "千伏安",
}


def number(value: float) -> str:
    """Without a needless .0 and never in powers of ten."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def key_label(key: str) -> str:
    """The question's label; the key itself without one."""
    if isinstance(key, LocalKey):
        return key.label
    return KEY_LABELS.get(key, key)


#: Whether there is a meter already: an answer of the office alone.
METERS: Mapping[object, str] = {
    "none": "没有，第一次用电",
    "more": "有，要加大容量",
    "same": "有，办别的业务",
    "unsure": "说不清",
}


def value_label(key: str, value: Limit, unit: str = "") -> str:
    """A value as shown: lists joined by 、 (empty: 无), 是 or 否, words by their label, numbers with unit."""
    if isinstance(value, tuple):
        return "、".join(value_label(key, part, unit) for part in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(key, LocalKey):
        return _local_value(key, value)
    if isinstance(value, str):
        return WORD_LABELS.get("customer" if key == "stated_customer" else key, {}).get(value, value)
    return _figure(key, value, unit)


def _figure(key: str, value: float, unit: str) -> str:
    if UNITS.get(key) == YEARS and value != int(value):  # nobody measured hundredths of a year
        return f"{int(value)} 年多" if value > 1 else "不满 1 年"
    return f"{number(value)} {UNITS.get(unit or key, '')}".strip()


def _local_value(key: LocalKey, value: str | float) -> str:
    if not isinstance(value, str):
        return f"{number(value)} {key.unit}".strip()
    return key.words.get(value, value) if key.words else day_words(date.fromisoformat(value))


def day_words(day: date) -> str:
    """2026年9月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def flag_label(key: str, *, on: bool) -> str:
    """重要用户 or 非重要用户; a flag without labels is its key with yes or no."""
    words = FLAG_LABELS.get(key)
    return words[0 if on else 1] if words else f"{key_label(key)}：{'是' if on else '否'}"
