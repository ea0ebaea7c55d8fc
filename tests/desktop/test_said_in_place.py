"""Refusals are shown in place and disappear again; a pane before the first selection equals a cleared one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from builders.window.window_builders import ASSESSOR, a_session
from PySide6.QtWidgets import QLabel, QWidget
from test_shown_afresh import looks_of

from gridcounter import __version__
from gridcounter.core.labels import WORD_LABELS
from gridcounter.desktop.deadlines.clock_acts import ClockActs
from gridcounter.desktop.filing.filing_pane import FilingPane
from gridcounter.desktop.intake.questions import ApplicantStep, SituationStep
from gridcounter.desktop.intake.review import ReviewStep
from gridcounter.desktop.kit.answers import TextAnswer
from gridcounter.desktop.kit.section import office_problems
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger.application_card import ApplicationDetail
from gridcounter.desktop.papers import supplementary
from gridcounter.desktop.papers.supplementary import SupplementsPane
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.reports.page import FiguresPage
from gridcounter.desktop.settings.page import SettingsPage
from gridcounter.desktop.settings.years import YearsSection
from gridcounter.desktop.setup import first_start
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.errors import Refusal
from gridcounter.services.files.progress import Stopped
from gridcounter.services.policy.adopted_packs import PackAdoption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gridcounter.desktop.session.session import Session

ActDay = tuple[QWidget, "Callable[[str], object]"]


@pytest.fixture(scope="module")
def session(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    del qapp
    with a_session(tmp_path_factory.mktemp("said")) as made:
        yield made


def places(session: Session, folder: Path) -> Iterator[ActDay]:
    """Whatever can say what was refused, and how it is told to."""
    scale, tasks = Scale(), Tasks()
    review, answer, clocks = ReviewStep(), TextAnswer("applicant.name", "申请人"), ClockActs(session.service)
    yield review, review.show_problem
    yield answer, answer.show_problem
    yield clocks, clocks.problem.show_text
    for section in (YearsSection(session, scale),):
        yield section, section.say
    pane, figures = FilingPane(session, tasks, scale), FiguresPage(session, tasks, LIGHT, scale)
    yield pane, pane.say
    yield figures, figures._show_trouble  # noqa: SLF001
    dialog = SetupDialog(folder, ASSESSOR, scale)
    yield dialog, dialog.say
    detail = ApplicationDetail(session.service)
    yield detail, detail._tell_trouble  # noqa: SLF001


def test_what_is_wrong_is_seen_where_it_is_said_and_takes_no_room_when_it_is_over(
    session: Session, tmp_path: Path
) -> None:
    for place, say in places(session, tmp_path):
        labels = [one for one in place.findChildren(QLabel) if one.objectName() in {"Problem", "Trouble"}]
        name = type(place).__name__
        say("请改这里")
        (label,) = (one for one in labels if one.text() == "请改这里")
        assert not label.isHidden(), name
        if not isinstance(place, ClockActs):
            say("")
            assert (label.text(), label.isHidden()) == ("", True), name


def test_what_cannot_be_set_up_is_said_and_the_step_stays(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refusal("磁盘已满")

    monkeypatch.setattr(first_start, "make_record", refuse)
    dialog = SetupDialog(tmp_path, session.assessor, Scale())
    assert dialog.create_record() is False
    assert (dialog.trouble.text(), dialog.trouble.isHidden(), dialog.record) == ("磁盘已满", False, None)


def test_what_an_office_lacks_is_asked_for_and_what_is_wrong_is_reported() -> None:
    assert office_problems({"name": " "}) == {"name": "请填写本单位名称"}
    (wrong,) = office_problems({"name": "样例大厅", "phone": 7}).values()
    assert wrong.startswith("应为")


def test_a_pane_that_shows_nothing_yet_is_as_it_is_when_cleared(session: Session) -> None:
    makers: tuple[Callable[[], FilingPane | ApplicationDetail], ...] = (
        lambda: FilingPane(session, Tasks(), Scale()),
        lambda: ApplicationDetail(session.service),
    )
    for make in makers:
        fresh, cleared = make(), make()
        cleared.clear()
        assert looks_of(fresh) == looks_of(cleared)


def test_a_new_pack_can_be_confirmed_only_when_it_was_looked_at_and_closing_stops_the_look(session: Session) -> None:
    beside = QWidget()
    nobody = SimpleNamespace(submit=lambda *_, **__: None)
    dialog = AdoptionDialog(PackAdoption(session.service), nobody, beside)  # type: ignore[arg-type]
    assert all(one.isHidden() for one in (dialog.confirm, dialog.confirmed, dialog.list))
    watch = dialog._watch = ProgressWatch(dialog)  # noqa: SLF001  as looking at a pack makes it
    dialog.reject()
    with pytest.raises(Stopped):
        watch(1, 2)
    beside.deleteLater()


def test_the_settings_say_which_program_this_is(session: Session) -> None:
    page = SettingsPage(session, Scale())
    page.resize(1200, 700)
    page.show()
    (title,) = (one for one in page.findChildren(QLabel) if one.text() == "设置")
    (version,) = (one for one in page.findChildren(QLabel) if one.text() == f"gridcounter {__version__}")
    assert version.isVisible()
    assert not title.geometry().intersects(version.geometry())


def test_a_key_that_answers_a_question_is_passed_on_by_each_step() -> None:
    step = SituationStep((), (0.38, 10), WORD_LABELS["business"])
    heard: list[str] = []
    step.picked.connect(lambda: heard.append("picked"))
    step.typed.connect(lambda field, _: heard.append(f"typed {field}"))
    step.answered.connect(lambda field, _: heard.append(f"answered {field}"))
    answer = step.answers["case.business"]
    answer.picked.emit()
    answer.typed.emit(answer.field, None)
    answer.answered.emit(answer.field, None)
    assert heard == ["picked", "typed case.business", "answered case.business"]


def test_what_the_survey_made_certain_and_what_was_never_told_have_a_button_each(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(SupplementsPane, "confirm", lambda _: heard.append("survey"))
    monkeypatch.setattr(supplementary, "unannounced", lambda *_: [])
    tellings = SupplementsPane(session, Tasks())
    tellings.survey.click()
    assert (heard, tellings.asking) == (["survey"], None)
    tellings.add.click()
    assert heard == ["survey"]
    assert tellings.asking is not None
    tellings.asking.reject()


def test_a_problem_is_over_when_what_was_wrong_is_right() -> None:
    step = ApplicantStep()
    answer = step.answers["applicant.name"]
    for wrong, hidden in (({answer.field: "应为姓名"}, False), ({}, True)):
        state: Any = SimpleNamespace(problems=(), wrong=wrong, doubtful={}, lacking_fields=frozenset())
        step.show_problems(state)
        assert [one.isHidden() for one in answer.findChildren(QLabel, "Problem")] == [hidden]
