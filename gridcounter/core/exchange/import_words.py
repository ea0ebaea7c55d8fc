"""Spellings in tables -> the contract's words: choices, units, column titles; and ambiguous spellings.

A spelling is listed here only if it has one meaning. An ambiguous one is in UNCLEAR with the sentence that says what to
write instead: a customer class decides limits and costs, so it is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridcounter.core.validation.units import comparable


def _keyed(table: Mapping[object, str]) -> Mapping[str, object]:
    return MappingProxyType({comparable(word): meant for meant, words in table.items() for word in words.split()})


#: For every yes/no question.
YES_NO = _keyed(
    {
        True: "是 是的 有 对 √ ✓ ✔ ☑ 🗹 Y yes T true",
        False: "否 不是 不 非 无 没有 没 不对 × ✕ ✖ ✗ ✘ X N no F false",
    }
)

_ID_KINDS: Mapping[object, str] = {
    "resident_id": (
        "身份证 居民身份证 二代身份证 二代证 第二代身份证 第二代居民身份证 中国居民身份证 中华人民共和国居民身份证"
        " 身份证号 身份证号码 居民身份证号码 公民身份号码 临时身份证 临时居民身份证"
    ),
    # these certificates carry the code: a number from the time before is reported by the check
    "uscc": (
        "统一社会信用代码 统一社会信用代码证 统一社会信用代码证书 统一信用代码"
        " 社会信用代码 社会信用代码证 信用代码 信用代码证"
        " 营业执照 工商营业执照 企业营业执照 个体工商户营业执照 个体营业执照 三证合一营业执照"
        " 法人证书 事业单位法人证书 社会团体法人登记证书 民办非企业单位登记证书"
        " 基层群众性自治组织特别法人统一社会信用代码证书"
    ),
    "passport": "护照 普通护照 因私护照 因公护照 中国护照 外国护照",
    # documents of Hong Kong, Macao, Taiwan and foreigners are no 居民身份证, whatever the form of the number: policies
    # name it
    "other": (
        "其他证件 其它证件 其他 其它 军官证 士兵证 文职干部证 军人证 军人身份证件 武警警官证 警官证 户口簿 户口本"
        " 港澳居民来往内地通行证 港澳通行证 回乡证 台湾居民来往大陆通行证 台胞证 通行证"
        " 港澳居民居住证 台湾居民居住证 港澳台居民居住证 外国人永久居留身份证 外国人永久居留证 组织机构代码证"
    ),
}

#: Key of the contract -> its word -> other spellings.
SPELLINGS: Mapping[str, Mapping[str, object]] = {
    "id_kind": _keyed(_ID_KINDS),
    "business": _keyed(
        {
            "new_connection": (
                "新装 新装用电 用电新装 新报装 新装报装 报装 用电报装 新户报装 新户 新开户"
                " 低压新装 高压新装 居民新装 低压居民新装 低压非居民新装"
            ),
            "capacity_increase": "增容 增容用电 用电增容 增容报装 增加容量 扩容 低压增容 高压增容",
            "temporary": "临时用电 临电 临时 装表临时用电 无表临时用电 临时装表 临时用电新装 临时用电报装 施工临时用电",
            # those of general practice, which every place has
            "transfer": "过户、更名 过户 更名 更名过户 过户更名 更名、过户 用电过户 用电更名 户名变更 变更户名",
            "suspension": "暂停 暂停用电 报停 变压器暂停 暂停变压器",
            "resumption": "恢复 恢复用电 暂停恢复 减容恢复",
            "capacity_reduction": "减容 减容用电 减少容量",
            "closing": "销户 用电销户 注销用电",
            "ev_charger": "居民自用充电桩报装 居民充电桩 居民自用充电桩 个人充电桩 自用充电桩 私人充电桩",
            "pv": "分布式光伏并网(自然人) 居民光伏 个人光伏 自然人光伏 户用光伏 自然人分布式光伏",
        }
    ),
    "customer": _keyed(
        {
            "resident": (
                "居民 居民用户 居民客户 居民用电 居民生活 居民生活用电 居民住宅 城乡居民 城镇居民 农村居民 低压居民"
            ),
            "sole_proprietor": "个体工商户 个体户 个体 个体工商 个体经营 个体经营户 个体商户",
            # 小微 stands for the two classes 小型 and 微型
            "micro_enterprise": "小微企业 小微 低压小微企业 小微型企业 小型微型企业 小型企业 微型企业 微企",
            "enterprise": "企业(非小微) 非小微企业 非小微 大中型企业 大型企业 中型企业",
            # villages, quarters and their collectives are 特别法人 (民法典 96), schools 事业单位 or 民办非企业单位
            "other": (
                "机关、事业单位、社团等 机关 机关单位 党政机关 行政机关 政府机关"
                " 国家机关 政府 机关事业单位 机关、事业单位 事业单位 事业"
                " 社团 社会团体 社会组织 民办非企业单位 民办非企业 基金会 学校 公办学校"
                " 社区 社区居委会 居委会 居民委员会 村委会 村民委员会 村委"
                " 村集体 村集体经济组织 农村集体经济组织 股份经济合作社"
            ),
        }
    ),
    "supply.unit": _keyed(
        {
            "kW": "千瓦 kW 瓩 千瓦(kW) kW(千瓦)",
            "kVA": "千伏安 kVA 千伏·安 kV·A kV.A 千伏安(kVA) kVA(千伏安)",
        }
    ),
    "supply.sources": _keyed(
        {1: "1 单电源 单路 单路电源 一路电源 单电源供电", 2: "2 双电源 双路电源 两路电源 双电源供电"}
    ),
    "supply.critical": _keyed(
        {True: "重要 重要电力用户 重要客户 特级重要 一级重要 二级重要", False: "不重要 普通 普通用户 一般 一般用户"}
    ),
    "supply.dedicated_line": _keyed({True: "专线 专线供电", False: "公线 公用线 公用线路 公线供电"}),
    "supply.permanent": _keyed({True: "永久 永久性", False: "临时 临时用电 非永久"}),
    "supply.connection": _keyed(
        {
            "meter_only": "直接装表 可直接装表 具备装表条件",
            "service_drop": "架设表前线 只需架设表前线 仅架设表前线 表前线",
            "works": "需配套工程 需要配套工程 配套工程 需要建设配套工程 建设配套工程",
        }
    ),
    "site.area": _keyed(
        {"urban": "城市 城区 市区内", "town": "镇区 集镇", "rural": "乡村 农村地区 乡下"},
    ),
    "site.park": _keyed(
        {
            "none": "无 否 没有 非园区 园区外 不在",
            "other": "其它园区 县级园区 区级园区 县级 区级",
            "municipal": "市级",
            "provincial": "省级",
            "national": "国家级 国家园区",
        }
    ),
    "works.owner": _keyed(
        {
            "applicant": "自建 用户自建 客户自建 申请人 申请人建设 用户建设",
            "grid_company": "供电企业 供电公司 供电公司建设 电网企业 电网企业建设 电网公司 电网公司建设",
            "government": "政府",
            "park": "园区",
        }
    ),
    "works.kind": _keyed({"customer_connection": "用户接入 客户接入工程 接入工程"}),
    "works.occupies": _keyed(
        {
            "footway": "步行道 便道",
            "cycle_lane": "自行车道",
            "carriageway": "车行道 行车道",
            "green": "绿化带 绿化 草坪",
        }
    ),
    "ownership": _keyed(
        {
            "owned": "自有产权 自有房屋 自有房 自有房产 产权自有 自持 自购",
            "rented": "租赁 租 租房 承租 租用房屋 租赁房屋 租赁用房 出租屋",
            "other": "其它 借用",
        }
    ),
}

_NOT_A_CAPACITY = "容量，如 20千瓦、20千伏安（{}，不是容量）"

#: Key -> sentence -> spellings that it answers. The sentence follows 应为.
_UNCLEAR: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "“小微企业”或“企业（非小微）”（单写“企业”“公司”分不清是哪一种）": (
            "企业 公司 有限公司 工业企业 商业企业 国企 国有企业 央企 民企"
            " 民营企业 私企 私营企业 外企 规上企业 规模以上企业 工厂"
            " 中小企业 中小微企业 中小微 物业 物业公司 高压企业"
        ),
        "“居民”“个体工商户”或“小微企业”等（单写“个人”分不清：住宅用电写“居民”，经营用电写“个体工商户”）": (
            "个人 自然人 个人用户 农户 家庭 商户 工商户 商铺 门市 店铺 非居民"
            " 非居民用户 低压非居民 一般工商业 商业 工业 其他 其它 单位"
        ),
        "“小微企业”“企业（非小微）”或“机关、事业单位、社团等”（按营业执照或法人证书上的登记类别写）": (
            "医院 民办学校 幼儿园 民办医院 合作社 农民专业合作社 专业合作社"
        ),
        "“居民”“个体工商户”“小微企业”“企业（非小微）”或“机关、事业单位、社团等”（电压等级写在另一列）": "低压 高压",
    },
    "id_kind": {
        "“居民身份证”或“其他证件”（居住证：签发给港澳台居民的写“其他证件”，内地居民请用身份证）": "居住证 暂住证",
        "用电人自己的证件：企业和个体工商户写“营业执照”，法定代表人的身份证不算": (
            "法人身份证 法定代表人身份证 经营者身份证 负责人身份证 经办人身份证"
        ),
    },
    "business": {
        "“新装”“增容”或“临时用电”（“业扩”包括这几种，请写明是哪一种）": "业扩 业扩报装 用电业务 用电申请 用电",
        "“新装”或“临时用电”（基建、施工用电分不清是永久还是临时）": "基建用电 施工用电 基建 施工",
        "“居民自用充电桩报装”或“新装”（经营用的充电站、充电桩写“新装”）": "充电桩 充电站 充电桩报装 充电设施",
        "“分布式光伏并网（自然人）”（住户利用自家住宅屋顶的；其他光伏不在这里登记）": (
            "光伏 分布式光伏 光伏并网 光伏发电 屋顶光伏"
        ),
        "“过户、更名”“暂停用电”“减容”“销户”等（“变更用电”包括好几种，请写明是哪一种）": "变更 变更用电 用电变更",
    },
    "supply.voltage_kv": {
        "电压数值，如 220伏、380伏（“低压”分不清是哪一种）": "低压 低压供电 单相 三相 低压单相 低压三相",
        "电压数值，如 10千伏、35千伏（“高压”分不清是哪一种）": "高压 高压供电 中压",
    },
    "supply.capacity": {
        _NOT_A_CAPACITY.format("度、千瓦时是电量"): "度 度电 千瓦时 千瓦·时 千瓦小时 kWh kW·h kW.h 万度 万千瓦时",
        _NOT_A_CAPACITY.format("安是电流"): "安 安培 A",
        _NOT_A_CAPACITY.format("伏、千伏是电压"): "伏 千伏 V kV",
        _NOT_A_CAPACITY.format("千乏是无功"): "千乏 kvar 兆乏 Mvar",
    },
    "supply.unit": {
        "“千瓦”或“千伏安”（请把容量折算过来，如 2兆瓦写 2000 千瓦；也可以在容量列写 2兆瓦，这一列留空）": (
            "兆瓦 MW 兆伏安 MVA 瓦 W 伏安 VA 万千瓦 万千伏安"
        ),
        "“千瓦”或“千伏安”（度、千瓦时是电量，不是容量）": "度 千瓦时 kWh",
        "“千瓦”或“千伏安”（安是电流，伏、千伏是电压，不是容量）": "安 安培 A 伏 千伏 V kV",
    },
    "supply.sources": {
        "“单电源”或“双电源”（双回路可能出自同一个电源，不等于双电源）": (
            "双回路 双回 双路 双路供电 两路 两回路 双回路供电"
        ),
    },
    "site.park": {
        "园区级别：“国家级园区”“省级园区”“市级园区”“其他园区”或“不在园区”": (
            "有 是 园区 在园区 园区内 工业园区 开发区 产业园"
        ),
    },
    "site.area": {"“市区”“城镇”或“农村”（县城、乡镇请按供电企业的划分写）": "县城 县城区 乡镇 城郊 郊区 开发区 园区"},
    "works.occupies": {
        "占用的部位，如 人行道、非机动车道、机动车道、绿地（要写明是哪一部分）": "道路 马路 公路 慢车道"
    },
    "ownership": {"“自有”“租用”或“其他”（房屋归谁、怎样使用）": "有 无 是 否 有产权 无产权 公房 私房"},
}
UNCLEAR: Mapping[str, Mapping[str, str]] = {
    key: {comparable(word): sentence for sentence, words in said.items() for word in words.split()}
    for key, said in _UNCLEAR.items()
}

#: Field -> other titles of its column.
TITLES: Mapping[str, str] = {
    "applicant.name": (
        "申请人 用电人 户名 用户名称 客户名称 用户姓名 客户姓名 姓名 申请人姓名"
        " 申请人名称 用电人姓名 用电户名 单位名称 企业名称 公司名称"
    ),
    "premises.address": "地址 用电地点 详细地址 用电详细地址 装表地址 安装地址",
    "case.business": "业务类型 业务 业务类别 业务种类 申请业务 申请业务类型 申请类型",
    "case.customer": "客户 客户类别 客户性质 用户类型 用户类别 用户性质",
    "case.supply.voltage_kv": "电压 供电电压 用电电压",
    "case.supply.capacity": "容量 申请容量 报装容量 申请用电容量",
    "case.supply.unit": "用电容量单位",
    "case.supply.sources": "电源 电源数量 电源路数 供电电源",
    "project.stretches": "路段 挖掘路段 占用挖掘路段 占掘路路段",
    "applicant.id_kind": "证件种类 证件类别 证件名称 证照类型 申请人证件类型",
    "applicant.id_number": "证件号 证照号码 证件编号 申请人证件号码",
    "applicant.legal_representative": "法人 法人代表 法人姓名 法定代表人姓名",
    "applicant.contact": "联系人姓名",
    "applicant.phone": "电话 手机 手机号 手机号码 电话号码 联系方式 联系手机 联系人电话 联系人手机",
    "applicant.address": "通信地址 联系地址",
    "premises.ownership": "产权 产权性质 房屋产权 房屋性质 权属",
    "desk.account_number": "户号 用户编号 客户编号 用电客户编号 用户户号",
    "desk.wanted_on": "起始日期 开始日期 申请起始日期 暂停开始日期",
    "agent.name": "代理人 代办人 代办人姓名 委托代理人",
    "agent.id_number": "代理人证件号",
    "agent.phone": "代理人联系电话 代办人电话 代理人手机",
    "received_on": "收件时间",
    "accepted_on": "受理时间",
    "official_number": "系统编号 工单编号 工单号 业务工单号",
    "entered_on": "录入时间",
}
#: A title that gives the kind of the numbers below it, if no other column does: title -> field, word.
TITLES_OF_KINDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("身份证号", "身份证号码", "居民身份证号", "居民身份证号码", "身份证", "公民身份号码"),
        ("applicant.id_number", "resident_id"),
    ),
    **dict.fromkeys(
        ("统一社会信用代码", "社会信用代码", "信用代码", "营业执照号", "营业执照号码"), ("applicant.id_number", "uscc")
    ),
    **dict.fromkeys(("代理人身份证号", "代理人身份证号码"), ("agent.id_number", "resident_id")),
}
