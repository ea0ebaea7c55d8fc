"""Hidden parts are not read, take no space and do not reappear; what is unavailable is reported."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders.window.window_builders import a_session
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from test_acts_offered import a_paper
from test_models_whole import checked

from gridcounter.core.intake.life import Act, ActId, Step, in_order
from gridcounter.desktop.custody.backup_status import BackupStatus
from gridcounter.desktop.custody.device_loss_section import DeviceLossSection
from gridcounter.desktop.exchange.problems_table import Column, ProblemsTable
from gridcounter.desktop.filing.filing_export import FilingExport
from gridcounter.desktop.intake.questions import ApplicantStep
from gridcounter.desktop.kit.answers import TextAnswer
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.life.ribbon import Ribbon
from gridcounter.desktop.papers.archived import ArchivedPapers
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.settings.years import YearsSection
from gridcounter.desktop.shell import self_test
from gridcounter.desktop.shell.self_test import SelfTest
from gridcounter.errors import Refusal
from gridcounter.services.custody.breach_notice import AffectedWritten

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(scope="module")
def session(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    del qapp
    with a_session(tmp_path_factory.mktemp("left-out")) as made:
        yield made


def test_enter_passes_over_a_question_that_is_hidden() -> None:
    step = ApplicantStep()
    for answer in step.answers.values():
        answer.setVisible(not answer.field.startswith("agent."))
    stops = [answer.field for answer in step.answers.values() if answer in step.stops]
    assert stops == [field for field in step.answers if not field.startswith("agent.")]


def test_an_empty_problem_takes_no_room() -> None:
    answer = TextAnswer("applicant.name", "申请人")
    before = answer.sizeHint()
    answer.show_problem("请填申请人")
    assert answer.sizeHint().height() > before.height()
    answer.show_problem("")
    assert answer.sizeHint() == before


def test_stages_of_one_life_do_not_linger_beside_those_of_another(qtbot: QtBot) -> None:
    line = Ribbon()
    qtbot.addWidget(line)
    line.resize(900, 600)
    line.show()
    act = Act(ActId.FILE, "登记")
    for first, *names in (("填写", "推送", "张贴"), ("填写", "开工")):
        line.show_life(in_order([Step(first, None), *(Step(name, act) for name in names)]))
        shown = [label.text() for label in line.findChildren(QLabel) if label.isVisible()]
        assert shown == ["✓ 填写", f"● {names[0]}", *(f"○ {name}" for name in names[1:])]


def test_the_status_of_backups_is_as_high_as_its_lines_in_the_width_that_it_has(session: Session) -> None:
    foot = BackupStatus(session.kept_up)
    foot.setText("样例" * 40)
    heights = []
    for wide in (2000, 100):
        foot.resize(wide, 20)
        heights.append(foot.sizeHint().height())
        assert foot.minimumSizeHint().width() == 0
    assert heights[1] > 3 * heights[0]


@pytest.mark.parametrize(("wide", "apart"), [(1200, True), (300, False)])
def test_what_a_dry_run_found_is_in_its_own_column_where_there_is_room(qtbot: QtBot, wide: int, *, apart: bool) -> None:
    holder = QLabel()
    qtbot.addWidget(holder)
    table = ProblemsTable(holder)
    table.set_checked(checked(wrong=1, notices=0))
    table.resize(wide, 200)
    holder.show()
    assert [table.isColumnHidden(column) for column in (Column.KIND, Column.FOUND)] == [not apart, not apart]


class _Lost:
    def content(self, ref: str) -> bytes:
        raise Refusal(f"存档里没有 {ref}")


def test_a_paper_that_the_archive_has_lost_is_reported_and_nothing_is_written(tmp_path: Path) -> None:
    lost: Any = _Lost()  # all that is asked of it
    archived = ArchivedPapers(lost)
    archived.set_rows("JN-1", [a_paper(ref="r1")])
    archived.list.setCurrentRow(0)
    said: list[str] = []
    archived.troubled.connect(said.append)
    for button in (archived.again, archived.show_button):
        button.click()
    archived.save_to(tmp_path / "paper.pdf")
    assert said == ["存档里没有 r1"] * 3
    assert not list(tmp_path.iterdir())


def test_material_that_cannot_be_gathered_or_packed_is_reported_and_the_buttons_come_back(
    session: Session, tmp_path: Path
) -> None:
    export = FilingExport(session, Tasks())
    lines: list[object] = []
    export.busy.connect(lines.append)
    export.trouble.connect(lines.append)
    application = session.service.intake.open(
        date(2026, 9, 28), {"case.locality": session.service.place, "case.on": "2026-09-28"}
    )
    export.write(application, tmp_path / "out.zip")
    export._on_failed(Refusal("字体里没有这个字"))  # noqa: SLF001  what a worker brings
    assert lines == ["按现在填的情况没有要备案的表，没有材料可以导出", False, "字体里没有这个字"]


def test_papers_and_material_are_drawn_by_the_packs_that_the_office_has_in_force(session: Session) -> None:
    assert session.paper_renderer().paperwork.assessor is session.assessor


def test_what_is_said_of_years_is_never_read_as_markup(session: Session) -> None:
    section = YearsSection(session, Scale())
    for label in (section.known, section.asked):
        label.setText("<b>样例</b>&amp;<br>")
        assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("<b>样例</b>")


@pytest.mark.parametrize(("waited", "trouble"), [(60.0, ""), (60.1, "演练停在“打开窗口”：60 秒没有做完")])
def test_the_self_test_waits_a_minute_for_a_step_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, waited: float, trouble: str
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(self_test, "_at_once", lambda: False)
    monkeypatch.setattr(QApplication, "topLevelWidgets", list)
    monkeypatch.setattr(QApplication, "quit", lambda: None)
    monkeypatch.setattr(QApplication, "setAttribute", lambda *_: None)
    window: Any = QWidget()  # one that shows no trouble
    going = SelfTest(window, tmp_path, whole=False)
    clock[0] += waited
    going._on_tick()  # noqa: SLF001  its timer
    assert going.write() == bool(trouble)
    assert json.loads((tmp_path / self_test.REPORT).read_text("utf-8"))["trouble"] == trouble


def test_only_who_can_be_named_is_counted_as_listed(session: Session) -> None:
    section = DeviceLossSection(session, Scale())
    said: list[str] = []
    section.message.connect(said.append)
    section._on_listed(AffectedWritten("名单.xlsx", 3, 2))  # noqa: SLF001  what a worker brings
    assert said == ["已存名单，共 3 人（户）"]
