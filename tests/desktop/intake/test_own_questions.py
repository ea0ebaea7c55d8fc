"""The questions that only one policy asks: shown with its words while something hangs on them, and saved."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import a_record
from builders.sixth_place import PACK, sixth_place
from builders.window.window_builders import activate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.intake.steps import StepKey
from gridcounter.core.labels import VOLTAGES, voltage_label
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.answers import ChoiceAnswer, NumberAnswer
from gridcounter.desktop.kit.day import DayAnswer, today
from gridcounter.desktop.kit.tab_stop import last_stop
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.intake import FieldLocked
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.papers.corrections import preview_correction
from gridcounter.services.policy.adopted_packs import PackAdoption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gridcounter.services.applications.application_service import ApplicationService

ZHONGSHAN = Path(__file__).parents[2] / "packs" / "places" / "zhongshan"
OWN = ("case.local.highway", "case.local.bridge", "case.local.water", "case.local.forest")
#: One question of each kind, and a grid with 66 kV.
ASKED = """
voltages = [0.22, 0.38, 10, 66]

[[question]]
id = "use"
kind = "choice"
label = "房屋用途"
choices = [{ id = "shop", label = "商铺" }, { id = "home", label = "住宅" }]
help = "以不动产权证为准"
article = "1"

[[question]]
id = "depth"
kind = "number"
label = "管沟埋深"
unit = "米"
article = "1"

[[question]]
id = "land_on"
kind = "date"
label = "土地取得日期"
article = "1"

[[note]]
id = "shops"
kind = "silent"
audience = "both"
text = "商铺另有规定"
when = { "local.use" = "shop", "local.depth" = { more_than = 0.7 }, "local.land_on" = { since = "2021-03-01" } }
article = "1"

[terms]
"""


@contextmanager
def a_desk_of(pack: Path, folder: Path) -> Iterator[ApplicationService]:
    with a_record(folder) as record:
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        adoption.adopt(adoption.load(pack), None)
        yield open_application_service(record, open_assessor())


def a_page(qtbot: QtBot, desk: ApplicationService, application: str) -> IntakePage:
    page = IntakePage(desk, application, LIGHT, Scale(100))
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    activate(page)
    return page


def asked(page: IntakePage) -> list[str]:
    return [field for field, answer in page.answers.items() if "local" in field and not answer.isHidden()]


def at_10_kv(desk: ApplicationService) -> str:
    application = desk.begin(today())
    desk.save_all(application, {"case.supply.voltage_kv": 10, "case.works": {}, "case.works.length_m": 180})
    return application


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    folder = sixth_place(tmp_path / "stick")
    (folder / "pack.toml").write_text(PACK.replace("[terms]\n", ASKED, 1), "utf-8")
    return folder


def test_a_question_about_works_is_asked_only_while_something_hangs_on_it(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk_of(ZHONGSHAN, tmp_path / "record") as desk:
        application = at_10_kv(desk)
        page = a_page(qtbot, desk, application)
        assert asked(page) == list(OWN)
        assert all(field in page.works.answers for field in OWN)
        assert page.answers[OWN[2]].label == "是否涉及河道、水利设施"
        assert "是否涉及公路" in desk.state(application).lacking[StepKey.WORKS]
        for volts in (35, 0.38):
            desk.save_all(application, {"case.supply.voltage_kv": volts})
            page.read_again()
            assert asked(page) == []
        desk.save_all(application, {"case.supply.voltage_kv": 10, "case.works": None})
        page.read_again()
        assert asked(page) == []


def test_an_answer_is_saved_and_decides_and_stands_on_the_card(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk_of(ZHONGSHAN, tmp_path / "record") as desk:
        application = at_10_kv(desk)
        page = a_page(qtbot, desk, application)
        page.show_step(1)
        answer = page.answers["case.local.water"]
        assert isinstance(answer, ChoiceAnswer)
        answer.setFocus()
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_1)
        state = desk.state(application)
        assert state.value("case.local.water") is True
        assert state.decision is not None
        assert [one.id for one in state.decision.approval.matters if not one.needs and one.id == "water"] == ["water"]
        told = {one.label: one.text for one in ApplicationCards(desk).read(application).particulars}
        assert told["是否涉及河道、水利设施"] == "是"
        assert "是否涉及公路" not in told


def test_each_kind_of_question_has_its_editor_and_keeps_its_answer(
    qtbot: QtBot, tmp_path: Path, invented: Path
) -> None:
    answers = {"case.local.use": "shop", "case.local.depth": 0.9, "case.local.land_on": "2021-03-01"}
    with a_desk_of(invented, tmp_path / "record") as desk:
        application = desk.begin(today())
        page = a_page(qtbot, desk, application)
        kinds = {field: type(page.situation.answers[field]) for field in answers}
        assert list(kinds.values()) == [ChoiceAnswer, NumberAnswer, DayAnswer]
        assert set(asked(page)) == set(answers)
        for field, value in answers.items():
            page.answers[field].answered.emit(field, value)
        state = desk.state(application)
        assert {field: state.value(field) for field in answers} == answers
        assert state.decision is not None
        assert "shops" in [note.id for note in state.decision.notes]
        told = {one.label: one.text for one in ApplicationCards(desk).read(application).particulars}
        assert (told["房屋用途"], told["管沟埋深"], told["土地取得日期"]) == ("商铺", "0.9 米", "2021年3月1日")


def test_tab_goes_through_the_questions_in_the_order_of_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk_of(ZHONGSHAN, tmp_path / "record") as desk:
        page = a_page(qtbot, desk, at_10_kv(desk))
        page.show_step(1)
        last_stop(page.answers["case.works.occupies"]).setFocus()
        for field in OWN:
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, Qt.Key.Key_Tab)
            here = QApplication.focusWidget()
            assert here is not None
            assert page.answers[field].isAncestorOf(here)


def test_the_voltages_are_those_of_the_grid(qtbot: QtBot, tmp_path: Path, invented: Path) -> None:
    with a_desk_of(invented, tmp_path / "record") as desk:
        application = desk.begin(today())
        page = a_page(qtbot, desk, application)
        answer = page.answers["case.supply.voltage_kv"]
        assert isinstance(answer, ChoiceAnswer)
        assert answer.words(66) == "66 千伏"
        assert answer.words(35) == ""
        answer.answered.emit("case.supply.voltage_kv", 66)
        assert desk.state(application).value("case.supply.voltage_kv") == 66


def test_the_usual_voltages_are_called_as_they_always_were() -> None:
    assert {kv: voltage_label(kv) for kv in VOLTAGES} == VOLTAGES


def test_an_answer_of_another_edition_is_none_to_this_one(qtbot: QtBot, tmp_path: Path, invented: Path) -> None:
    """A later edition asks the same in another way, and another question no more."""
    later = sixth_place(tmp_path / "later")
    text = PACK.replace("[terms]\n", ASKED, 1).replace("2026-02-01", "2026-03-01")
    text = text.replace('id = "land_on"\nkind = "date"', 'id = "land_on"\nkind = "flag"')
    text = text.replace('"local.land_on" = { since = "2021-03-01" }', '"local.land_on" = true')
    text = text.replace('id = "use"', 'id = "purpose"').replace("local.use", "local.purpose")
    (later / "pack.toml").write_text(text, "utf-8")
    answers = {"case.local.use": "shop", "case.local.depth": 0.9, "case.local.land_on": "2021-03-01"}
    with a_desk_of(invented, tmp_path / "record") as desk:
        application = desk.begin(today())
        desk.save_all(application, answers)
        adoption = PackAdoption(desk)
        adoption.adopt(adoption.load(later), None)
        renewed = open_application_service(desk.record, open_assessor())
        page = a_page(qtbot, renewed, application)
        state = renewed.state(application)
        assert state.problems == ()
        assert state.case is not None
        assert dict(state.case.local) == {"depth": 0.9}
        assert set(asked(page)) == {"case.local.purpose", "case.local.depth", "case.local.land_on"}


def test_a_fact_that_the_policy_asks_of_the_works_is_not_asked_again_for_the_form(qtbot: QtBot, tmp_path: Path) -> None:
    """Two fields for one area of green: the form printed the one that nobody had decided by."""
    with a_desk_of(ZHONGSHAN.with_name("yichuan"), tmp_path / "record") as desk:
        application = at_10_kv(desk)
        owned = {"case.works.owner": "applicant", "case.works.occupies": ["green"], "case.works.green_area_m2": 12}
        desk.save_all(application, owned)
        page = a_page(qtbot, desk, application)

        assert page.answers["project.green_area_m2"].isHidden()
        assert not page.answers["project.dig_area_m2"].isHidden()


def test_acts_name_a_question_of_the_place_in_its_own_words(tmp_path: Path, invented: Path) -> None:
    """Timeline, correction and refusal said 用电情形, whichever of three questions it was."""
    with a_desk_of(invented, tmp_path / "record") as desk:
        application = desk.begin(today())
        desk.save_all(application, {"case.local.use": "shop", "case.local.land_on": "2021-03-01"})
        desk.intake.receive(application, today())
        desk.intake.accept(application, today())
        with pytest.raises(FieldLocked, match="房屋用途"):
            desk.save(application, "case.local.use", "home")

        correction = Correction({"case.local.use": "home", "case.local.depth": 0.9})
        lines = preview_correction(desk, application, correction).lines
        assert lines == ("房屋用途：“商铺”改为“住宅”", "管沟埋深：补填“0.9 米”")
        desk.correcting.correct(application, correction, "填写有误", today())

        told = [moment.what for moment in ApplicationCards(desk).read(application).timeline]
        assert "填写土地取得日期、房屋用途" in told
        assert "更正管沟埋深：补填“0.9 米”；房屋用途：“商铺”改为“住宅”（填写有误）" in told
