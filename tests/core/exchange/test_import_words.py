"""Words in tables: each has one meaning, or a message that says what to write."""

from __future__ import annotations

import pytest

from gridcounter.bootstrap import open_assessor
from gridcounter.core.application import IdKind
from gridcounter.core.case import Area, Connection, Customer, Park, Surface, Unit, WorksKind, WorksOwner
from gridcounter.core.exchange.import_cells import header_text, read_cell, unit_behind
from gridcounter.core.exchange.import_columns import COLUMNS, Column, Kind
from gridcounter.core.exchange.import_words import SPELLINGS, TITLES_OF_KINDS, UNCLEAR
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.validation.units import comparable
from gridcounter.services.exchange.import_place import import_table

#: Of a place whose policy has no business of its own.
PLACE = import_table(open_assessor().packs, "jining")
BY_TITLE: dict[str, Column] = {column.title: column for column in PLACE.columns}
CAPACITY, ID_KIND, CUSTOMER = BY_TITLE["用电容量"], BY_TITLE["证件类型"], BY_TITLE["客户类型"]

UNDERSTOOD: dict[str, dict[object, str]] = {
    "证件类型": {
        "resident_id": "居民身份证 身份证 二代身份证 二代证 第二代居民身份证 临时身份证 身份证号码",
        "uscc": "统一社会信用代码 信用代码 社会信用代码证 营业执照 工商营业执照 法人证书 事业单位法人证书",
        "passport": "护照 因私护照 外国护照",
        "other": (
            "其他证件 其它 军官证 户口簿 户口本 港澳居民来往内地通行证 台胞证"
            " 港澳台居民居住证 外国人永久居留身份证 组织机构代码证"
        ),
    },
    "代理人证件类型": {"resident_id": "身份证", "uscc": "营业执照"},
    "客户类型": {
        "resident": "居民 居民用户 低压居民 城乡居民",
        "sole_proprietor": "个体工商户 个体户 个体 个体经营户",
        "micro_enterprise": "小微企业 小微 小微型企业 小型微型企业 微型企业",
        "enterprise": "企业（非小微） 企业(非小微) 非小微企业 大型企业 大中型企业",
        "other": (
            "机关、事业单位、社团等 机关 党政机关 事业单位 社会团体 民办非企业单位"
            " 学校 社区 居委会 村委会 村民委员会 股份经济合作社"
        ),
    },
    "办理业务": {
        "new_connection": "新装 新装用电 新报装 报装 低压新装 高压新装",
        "capacity_increase": "增容 增容用电 扩容 高压增容",
        "temporary": "临时用电 临电 临时 装表临时用电",
        "transfer": "过户、更名 过户 更名 更名过户",
        "resumption": "恢复用电（暂停、减容后） 恢复用电 暂停恢复",
        "ev_charger": "居民自用充电桩报装 个人充电桩",
    },
    "电压等级（千伏）": {
        0.22: "220V 220v 220伏 ２２０Ｖ 0.22 0.22kV",
        0.38: "380V 380伏 0.38千伏",
        0.4: "0.4kV 0.4千伏 400V",
        10: "10kV 10KV 10千伏 １０ｋＶ 10㎸ 1万伏 10",
        35: "35kV 35千伏",
    },
    "容量单位": {"kW": "千瓦 kW KW kw Kw ㎾ 瓩", "kVA": "千伏安 kVA KVA kva ＫＶＡ 千伏·安 kV·A"},
    "用电容量": {20: "20 20kW 20千瓦 20KW 20㎾ 0.02兆瓦 0.02MW 20000瓦 20千伏安 20KVA 20kV·A 0.02MVA 20,000W"},
    "电源数": {1: "单电源 单路 单路电源 1", 2: "双电源 双路电源 2"},
    "是否重要用户": {
        True: "是 有 √ ✓ Y y Yes 对 TRUE 重要 重要电力用户",
        False: "否 无 没有 × X n No 不 不是 非重要用户 普通用户",
    },
    "是否永久用电": {True: "是 永久 永久用电", False: "否 临时 非永久用电"},
    "是否专线（变电站直接出线）": {True: "专线 是", False: "公线 非专线 否"},
    "有无外线工程": {True: "有 是 有外线工程", False: "无 没有 否 无外线工程"},
    "接入方式": {"meter_only": "直接装表", "service_drop": "表前线", "works": "需配套工程"},
    "所在区域": {"urban": "市区 城区", "town": "城镇", "rural": "农村 乡村"},
    "园区级别": {"none": "不在园区 无 否", "other": "其他园区 县级园区", "municipal": "市级", "national": "国家级"},
    "外线建设单位": {"applicant": "自建 用户自建", "grid_company": "供电公司 电网企业", "government": "政府"},
    "房屋权属": {"owned": "自有 自有产权", "rented": "租用 租赁 承租", "other": "其他 其它"},
}
REFUSED = [
    ("客户类型", "企业", "“小微企业”或“企业（非小微）”"),
    ("客户类型", "有限公司", "“小微企业”或“企业（非小微）”"),
    ("客户类型", "中小微企业", "“小微企业”或“企业（非小微）”"),
    ("客户类型", "个人", "住宅用电写“居民”，经营用电写“个体工商户”"),
    ("客户类型", "商户", "住宅用电写“居民”，经营用电写“个体工商户”"),
    ("客户类型", "低压", "电压等级写在另一列"),
    ("客户类型", "医院", "按营业执照或法人证书上的登记类别写"),
    ("客户类型", "农民专业合作社", "按营业执照或法人证书上的登记类别写"),
    ("客户类型", "甲类", "以下之一：居民；个体工商户；小微企业"),
    ("证件类型", "居住证", "“居民身份证”或“其他证件”"),
    ("证件类型", "法人身份证", "法定代表人的身份证不算"),
    ("证件类型", "驾驶证", "以下之一：居民身份证、统一社会信用代码、护照、其他证件"),
    ("办理业务", "业扩报装", "请写明是哪一种"),
    ("办理业务", "施工用电", "“新装”或“临时用电”"),
    ("办理业务", "移表", "以下之一：新装；增容；临时用电；过户、更名；暂停用电；"),
    ("办理业务", "充电桩", "“居民自用充电桩报装”或“新装”（经营用的充电站、充电桩写“新装”）"),
    ("办理业务", "变更用电", "请写明是哪一种"),
    ("电压等级（千伏）", "低压", "220伏、380伏"),
    ("电压等级（千伏）", "三 相", "220伏、380伏"),
    ("电压等级（千伏）", "高压", "10千伏、35千伏"),
    ("电压等级（千伏）", "220", "不带单位的不超过 110"),
    ("用电容量", "20度", "度、千瓦时是电量，不是容量"),
    ("用电容量", "20 kWh", "度、千瓦时是电量，不是容量"),
    ("用电容量", "20千瓦·时", "度、千瓦时是电量，不是容量"),
    ("用电容量", "60A", "安是电流，不是容量"),
    ("用电容量", "10kV", "伏、千伏是电压，不是容量"),
    ("用电容量", "20匹", "或跟在数字后面，如 20千瓦"),
    ("容量单位", "MW", "2兆瓦写 2000 千瓦"),
    ("容量单位", "VA", "“千瓦”或“千伏安”"),
    ("容量单位", "度", "度、千瓦时是电量，不是容量"),
    ("电源数", "双回路", "不等于双电源"),
    ("电源数", "双路", "不等于双电源"),
    ("电源数", "3", "以下之一：单电源、双电源"),
    ("园区级别", "有", "园区级别："),
    ("所在区域", "县城", "“市区”“城镇”或“农村”"),
    ("占用挖掘部位", "人行道、道路", "要写明是哪一部分"),
    ("房屋权属", "有", "“自有”“租用”或“其他”"),
    ("是否重要用户", "1", "以下之一：是、否"),
]
#: What the contract has: a spelling must not lead anywhere else.
MEANINGS: dict[str, set[object]] = {
    "id_kind": set(IdKind),
    "business": set(PLACE.businesses),
    "customer": set(Customer),
    "supply.unit": set(Unit),
    "supply.sources": {1, 2},
    "supply.connection": set(Connection),
    "site.area": set(Area),
    "site.park": set(Park),
    "works.kind": set(WorksKind),
    "works.owner": set(WorksOwner),
    "works.occupies": set(Surface),
    "ownership": set(WORD_LABELS["ownership"]),
}


@pytest.mark.parametrize(
    ("title", "word", "meant"),
    [
        (title, word, meant)
        for title, table in UNDERSTOOD.items()
        for meant, words in table.items()
        for word in words.split()
    ],
)
def test_a_word_that_means_one_thing_is_understood(title: str, word: str, meant: object) -> None:
    found, problem = read_cell(BY_TITLE[title], f" {word}\u3000")
    assert problem is None
    assert found == meant
    assert isinstance(found, bool) == isinstance(meant, bool)


@pytest.mark.parametrize(("title", "word", "text"), REFUSED)
def test_a_word_that_may_mean_two_things_is_asked_about(title: str, word: str, text: str) -> None:
    found, problem = read_cell(BY_TITLE[title], word)
    assert found is None
    assert problem is not None
    assert (problem.path, problem.found) == (title, f"“{word}”")
    assert text in problem.allowed


def test_every_spelling_leads_to_a_word_of_the_contract_and_is_not_asked_about_too() -> None:
    for key, table in SPELLINGS.items():
        assert set(table.values()) <= MEANINGS.get(key, {True, False}), key
    for column in PLACE.columns:
        assert not set(column.words) & set(column.unclear), column.title
        assert not set(column.units) & set(column.unclear), column.title
        assert all(word == comparable(word) for word in (*column.words, *column.units, *column.unclear))


def test_no_spelling_of_a_word_is_lost_to_another_word_of_its_column() -> None:
    for column in COLUMNS:
        key = column.field.removeprefix("case.").replace("applicant.id_kind", "id_kind")
        for label, word in ((label, word) for word, label in WORD_LABELS.get(key, {}).items()):
            assert column.words[comparable(label)] == word


def test_every_sentence_says_what_can_be_written_instead() -> None:
    columns = {column.field.removeprefix("case.").rpartition("premises.")[2]: column for column in PLACE.columns}
    columns["id_kind"] = ID_KIND
    for key, said in UNCLEAR.items():
        column = columns[key]
        if column.kind is not Kind.NUMBER:
            for sentence in set(said.values()):
                assert any(offered in sentence for offered in (*column.offered, "营业执照")), sentence


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("20", ""),
        (20, ""),
        ("20kW", "kW"),
        ("0.02 兆瓦", "kW"),
        ("20 ＫＶＡ", "kVA"),
        ("800千伏安", "kVA"),
        ("千瓦", ""),
    ],
)
def test_the_unit_behind_a_capacity_is_the_contracts(written: object, unit: str) -> None:
    assert unit_behind(CAPACITY, written) == unit


def test_a_title_means_one_column() -> None:
    lines = [header_text(name) for column in COLUMNS for name in {column.title, *column.aliases}]
    assert len(lines) == len(set(lines))
    assert not set(lines) & set(TITLES_OF_KINDS)


def test_the_apostrophe_that_keeps_a_number_as_text_is_no_part_of_it() -> None:
    assert read_cell(BY_TITLE["联系电话"], "'13800000011") == ("13800000011", None)
    assert read_cell(CAPACITY, "'20") == (20, None)
    assert read_cell(BY_TITLE["用电人名称"], "'样例'面馆") == ("'样例'面馆", None)
