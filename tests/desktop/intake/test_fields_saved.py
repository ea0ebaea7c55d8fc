"""The value typed into an editor of 业务受理 is saved as that field and no other, and is shown again afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
from builders.window.window_builders import ASSESSOR, a_demo_record, application
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton

from gridcounter.bootstrap import open_application_service
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications.application_service import ApplicationService

ON = date(2026, 9, 28)
#: How the question reads, its field, what is typed, and what is saved. The labels are those on the screen.
WRITTEN: tuple[tuple[str, str, str, object], ...] = (
    ("用电人名称", "applicant.name", "样例食品厂", "样例食品厂"),
    ("证件号码", "applicant.id_number", "91370811MA0000047Q", "91370811MA0000047Q"),
    ("法定代表人", "applicant.legal_representative", "样例法人", "样例法人"),
    ("联系人", "applicant.contact", "样例联系人", "样例联系人"),
    ("联系电话", "applicant.phone", "13900000117", "13900000117"),
    ("用电地址", "premises.address", "样例路1号", "样例路1号"),
    ("通讯地址", "applicant.address", "样例路2号", "样例路2号"),
    ("代理人姓名", "agent.name", "样例代理", "样例代理"),
    ("代理人证件号码", "agent.id_number", "370101199003070116", "370101199003070116"),
    ("代理人电话", "agent.phone", "13900000221", "13900000221"),
    ("工程名称", "project.name", "样例外线工程", "样例外线工程"),
    ("线路起点", "project.route_from", "样例路3号杆", "样例路3号杆"),
    ("线路终点", "project.route_to", "样例厂配电房", "样例厂配电房"),
    ("计划开工日期", "project.start_on", "2026-10-12", "2026-10-12"),
    ("计划完工日期", "project.finish_on", "2026-10-30", "2026-10-30"),
    ("恢复原状日期", "project.restore_by", "2026-11-15", "2026-11-15"),
    ("挖掘面积", "project.dig_area_m2", "12.5", 12.5),
    ("占用绿地面积", "project.green_area_m2", "3", 3),
    ("道路建成或大修日期", "project.road_built_on", "2015-06-01", "2015-06-01"),
    ("安全和交通疏导措施", "project.safety_measures", "围挡", "围挡"),
    ("施工单位", "project.builder.name", "样例安装公司", "样例安装公司"),
    ("施工单位信用代码", "project.builder.id_number", "91370811MA0000035H", "91370811MA0000035H"),
    ("施工单位资质", "project.builder.qualification", "承装五级", "承装五级"),
    ("现场负责人", "project.builder.site_manager", "样例负责", "样例负责"),
    ("现场负责人电话", "project.builder.site_phone", "13900000349", "13900000349"),
    ("建设单位", "project.owner.name", "样例建设公司", "样例建设公司"),
    ("建设单位信用代码", "project.owner.id_number", "91370800MA00000X12", "91370800MA00000X12"),
    ("建设单位联系人", "project.owner.contact", "样例甲方", "样例甲方"),
    ("建设单位联系电话", "project.owner.phone", "13900000528", "13900000528"),
    ("用电容量", "case.supply.capacity", "630", 630),
    ("线路总长", "case.works.length_m", "400", 400),
    ("穿越城市道路长度", "case.works.road_crossing_m", "12", 12),
    ("开挖长度", "case.works.dig_length_m", "60", 60),
    ("占用挖掘道路面积", "case.works.dig_area_m2", "36", 36),
    ("绿地占用面积", "case.works.green_area_m2", "12.5", 12.5),
    ("道路建成日期", "case.works.road_built_on", "2015-06-30", "2015-06-30"),
    ("道路大修日期", "case.works.road_overhauled_on", "2020-06-30", "2020-06-30"),
    ("距电源点距离", "case.works.distance_m", "500", 500),
    ("申请日期", "case.applied_on", "2026-09-27", "2026-09-27"),
    ("临时用电到哪天", "desk.temporary_until", "2027-03-01", "2027-03-01"),
    ("用电户号", "desk.account_number", "0370000117", "0370000117"),
    ("申请从哪一天起", "desk.wanted_on", "2026-10-20", "2026-10-20"),
)
_YES_NO = {"是": True, "否": False}
#: By field and by what a button says: what is saved.
CHOSEN: Mapping[str, Mapping[str, object]] = {
    "case.business": {
        "过户、更名": "transfer",
        "暂停用电": "suspension",
        "恢复用电（暂停、减容后）": "resumption",
        "减容": "capacity_reduction",
        "销户": "closing",
        "居民自用充电桩报装": "ev_charger",
        "分布式光伏并网（自然人）": "pv",
        "新装": "new_connection",
        "增容": "capacity_increase",
        "临时用电": "temporary",
    },
    "case.customer": {
        "居民": "resident",
        "个体工商户": "sole_proprietor",
        "小微企业": "micro_enterprise",
        "企业（非小微）": "enterprise",
        "机关、事业单位、社团等": "other",
    },
    "case.supply.voltage_kv": {
        "220 伏": 0.22,
        "380 伏": 0.38,
        "10 千伏": 10,
        "20 千伏": 20,
        "35 千伏": 35,
        "110 千伏": 110,
    },
    "case.supply.unit": {"千瓦": "kW", "千伏安": "kVA"},
    "case.supply.sources": {"单电源": 1, "双电源": 2},
    "case.supply.critical": _YES_NO,
    "case.supply.dedicated_line": _YES_NO,
    "case.supply.permanent": _YES_NO,
    "case.works": {"有": {}, "没有": None},
    "case.works.owner": {"申请人自建": "applicant", "供电企业建设": "grid_company"},
    "case.works.road_class": {
        "快速路": "expressway",
        "主干路": "arterial",
        "次干路": "secondary",
        "支路": "branch",
        "小区、单位内部道路": "internal",
    },
    "case.works.cycle_lane_passable": _YES_NO,
    "desk.agent": {"有": True, "没有": False},  # before anything is said of the agent
    "applicant.id_kind": {
        "居民身份证": "resident_id",
        "统一社会信用代码": "uscc",
        "护照": "passport",
        "其他证件": "other",
    },
    "agent.id_kind": {"居民身份证": "resident_id", "护照": "passport"},
    "premises.ownership": {"自有": "owned", "租用": "rented", "其他": "other"},
    "project.laying": {"架空": "overhead", "电缆": "cable", "管沟": "duct"},
    "desk.meter": {"没有，第一次用电": "none", "有，要加大容量": "more", "有，办别的业务": "same", "说不清": "unsure"},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApplicationService]:
    with a_demo_record(tmp_path_factory.mktemp("fields")) as record:
        yield open_application_service(record, ASSESSOR)


@pytest.fixture(scope="module")
def page(qapp: QApplication, desk: ApplicationService) -> Iterator[IntakePage]:
    del qapp
    apply_theme(application(), LIGHT, Scale(100))
    made = IntakePage(desk, desk.begin(ON), LIGHT, Scale())
    yield made
    made.deleteLater()


@pytest.fixture
def fresh(page: IntakePage, desk: ApplicationService) -> Iterator[IntakePage]:
    """Of an application of which nothing is known yet."""
    del page
    made = IntakePage(desk, desk.begin(ON), LIGHT, Scale())
    yield made
    made.deleteLater()


def saved(desk: ApplicationService, page: IntakePage) -> dict[str, object]:
    return {field: found.value for field, found in desk.record.applications.fields(page.application).items()}


def editor_called(page: IntakePage, label: str) -> QLineEdit:
    """Whatever unit is named behind it."""
    (found,) = (edit for edit in page.findChildren(QLineEdit) if edit.accessibleName().partition("（")[0] == label)
    return found


def options(answer: AnswerEditor) -> dict[str, QPushButton]:
    return {button.text(): button for button in answer.findChildren(QPushButton) if button.isCheckable()}


def test_each_editor_saves_its_own_field_and_shows_it_again(desk: ApplicationService, fresh: IntakePage) -> None:
    page = fresh
    expected = saved(desk, page)
    for label, field, typed, value in WRITTEN:
        edit = editor_called(page, label)
        edit.setText(typed)
        edit.editingFinished.emit()  # as when it is left
        expected[field] = value
        assert saved(desk, page) == expected, label
    page._show(desk.state(page.application))  # noqa: SLF001  as it is read again
    assert {label: editor_called(page, label).text() for label, *_ in WRITTEN} == {
        label: typed for label, _, typed, _ in WRITTEN
    }


def test_every_question_is_one_of_these(page: IntakePage) -> None:
    """A new one comes with what it saves."""
    written = {field for _, field, *_ in WRITTEN}
    others = {
        "case.supply.connection",
        "case.site.area",
        "case.site.park",
        "case.site.key_project",
        "case.site.new_residential_estate",
        "case.works.kind",
        "case.works.occupies",
        "case.works.new_pole_box_or_duct",
        "case.works.third_party_interest",
        "project.stretches",  # tests/desktop/intake/test_stretches_page.py
    }
    known = written | set(CHOSEN) | others
    assert not set(page.answers) - known, f"new: add to WRITTEN or CHOSEN {set(page.answers) - known}"
    assert not known - set(page.answers), f"not asked any more: {known - set(page.answers)}"


@pytest.mark.parametrize("field", CHOSEN)
def test_each_button_saves_what_it_says(desk: ApplicationService, page: IntakePage, field: str) -> None:
    answer = page.answers[field]
    for text, value in CHOSEN[field].items():
        options(answer)[text].click()
        found = saved(desk, page)
        assert field in found
        assert (found[field], type(found[field])) == (value, type(value)), text
        page._show(desk.state(page.application))  # noqa: SLF001  as it is read again
        assert [words for words, button in options(answer).items() if button.isChecked()] == [text]


def test_works_are_unknown_until_answered(desk: ApplicationService, fresh: IntakePage) -> None:
    page = fresh
    works = page.answers["case.works"]
    assert "case.works" not in saved(desk, page)
    assert not any(button.isChecked() for button in options(works).values())
    options(works)["有"].click()
    assert saved(desk, page)["case.works"] == {}
    options(works)["有"].click()  # pressed once more: that is no 没有
    assert saved(desk, page)["case.works"] == {}
    assert options(works)["有"].isChecked()
    options(works)["没有"].click()
    assert saved(desk, page)["case.works"] is None


def test_an_answer_that_is_taken_back_is_not_known_any_more(desk: ApplicationService, page: IntakePage) -> None:
    critical = page.answers["case.supply.critical"]
    options(critical)["是"].click()
    options(critical)["是"].click()
    assert saved(desk, page)["case.supply.critical"] is None
    assert not any(button.isChecked() for button in options(critical).values())


def test_surfaces_are_named_one_by_one_and_none_of_them_is_an_answer_too(
    desk: ApplicationService, page: IntakePage
) -> None:
    surfaces = page.answers["case.works.occupies"]
    boxes = {box.text(): box for box in surfaces.findChildren(QCheckBox)}
    assert list(boxes) == ["人行道", "非机动车道", "机动车道", "绿地", "都不占用"]
    lines: list[str] = []
    for text, word in (
        ("机动车道", "carriageway"),
        ("绿地", "green"),
        ("人行道", "footway"),
        ("非机动车道", "cycle_lane"),
    ):
        boxes[text].click()
        lines.append(word)
        assert sorted(saved(desk, page)["case.works.occupies"]) == sorted(lines)  # type: ignore[call-overload]
    boxes["都不占用"].click()
    assert saved(desk, page)["case.works.occupies"] == []
    assert [text for text, box in boxes.items() if box.isChecked()] == ["都不占用"]
    boxes["都不占用"].click()
    assert saved(desk, page)["case.works.occupies"] is None
    boxes["绿地"].click()
    assert [text for text, box in boxes.items() if box.isChecked()] == ["绿地"]


def test_who_signs_for_a_company_is_asked_of_companies_and_stays_once_it_was_said(fresh: IntakePage) -> None:
    kind, signs = options(fresh.answers["applicant.id_kind"]), fresh.answers["applicant.legal_representative"]
    asked = [not signs.isHidden()]
    for text in ("统一社会信用代码", "居民身份证"):
        kind[text].click()
        asked.append(not signs.isHidden())
    signs.answered.emit(signs.field, "样例法人")
    asked.append(not signs.isHidden())
    assert asked == [False, True, False, True]


def test_until_when_is_asked_of_temporary_power_alone(fresh: IntakePage) -> None:
    business, until = options(fresh.answers["case.business"]), fresh.answers["desk.temporary_until"]
    asked = []
    for text in ("新装", "增容", "临时用电"):
        business[text].click()
        asked.append(not until.isHidden())
    assert asked == [False, False, True]


def test_the_day_of_application_is_asked_where_a_clock_starts_there_and_is_saved(
    desk: ApplicationService, fresh: IntakePage
) -> None:
    """A paper that counts 从申请 is answered by the day of application, where it lies before the acceptance."""
    day = fresh.answers["case.applied_on"]
    asked = [not day.isHidden()]
    for field, text in (("case.customer", "居民"), ("case.supply.voltage_kv", "220 伏")):
        options(fresh.answers[field])[text].click()
    asked.append(not day.isHidden())
    options(fresh.answers["case.supply.connection"])["具备直接装表条件"].click()
    asked.append(not day.isHidden())
    edit = editor_called(fresh, "申请日期")
    edit.setText((ON - timedelta(days=3)).isoformat())
    edit.editingFinished.emit()

    assert asked == [False, False, True]
    assert saved(desk, fresh)["case.applied_on"] == (ON - timedelta(days=3)).isoformat()
