"""A tooltip shows a name as it was written, whatever it looks like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QToolButton
from test_models_whole import a_due, a_row

from gridcounter.core.intake.steps import STEPS
from gridcounter.desktop.deadlines.model import DeadlineModel
from gridcounter.desktop.intake.step_bar import StepBar
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger.model import LedgerModel
from gridcounter.desktop.reports.chart import BarChart, Bars, LimitBar, LimitChart

NAME = '<img src="file:///x.png"><h1>样</h1>&<br>' + "样" * 40


def deadlines() -> QAbstractItemModel:
    model = DeadlineModel(LIGHT)
    model.set_rows([a_due(name=NAME)])
    return model


def ledger() -> QAbstractItemModel:
    model = LedgerModel()
    model.set_rows([a_row(name=NAME, address=NAME)])
    return model


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("model", [deadlines, ledger])
def test_the_tooltips_of_a_list_hold_no_markup_of_a_name(model: Callable[[], QAbstractItemModel]) -> None:
    made = model()
    tips = [str(made.index(0, column).data(Qt.ItemDataRole.ToolTipRole)) for column in range(made.columnCount())]
    assert [tip for tip in tips if "&lt;img" in tip]
    assert not [tip for tip in tips if "<img" in tip]


def test_a_name_without_markup_is_told_as_it_is() -> None:
    assert whole_text("样例面馆") == "样例面馆"
    assert whole_text("样例<b>&") == "<qt>样例&lt;b&gt;&amp;</qt>"


@pytest.mark.usefixtures("qapp")
def test_the_tooltips_of_the_charts_hold_no_markup_of_a_pack_and_all_their_lines() -> None:
    """A step's label comes from a pack."""
    steps, months = LimitChart("环节", LIGHT, Scale()), BarChart("每月", ("收件", "办结"), LIGHT, Scale())
    steps.set_lines([LimitBar(f'<img src="file:///x.png">{place}', 1.0, 2.0, "1.0 / 限 2") for place in range(12)])
    months.set_bars([Bars(f"<h1>{place}</h1>", ((), ())) for place in range(12)])
    for chart in (steps, months):
        assert "<img" not in chart.toolTip()
        assert "<h1" not in chart.toolTip()
        assert chart.toolTip().count("<br>") == 11


@pytest.mark.usefixtures("qapp")
def test_what_a_step_lacks_is_told_in_a_policy_s_own_words_without_its_markup() -> None:
    """A local question has the label that its pack gives it: a picture in it was fetched from wherever it said."""
    bar = StepBar(LIGHT, Scale())
    bar.show_lacking(dict.fromkeys(STEPS, (NAME,)))
    tips = [button.toolTip() for button in bar.findChildren(QToolButton)]
    assert len([tip for tip in tips if "&lt;img" in tip]) == len(STEPS)
    assert not [tip for tip in tips if "<img" in tip or "<h1" in tip]


@pytest.mark.usefixtures("qapp")
def test_an_option_of_a_policy_loses_no_letter_and_has_no_key_of_its_own() -> None:
    choice = Choice({"one": "商铺&住宅", "two": "其他"}, "用途")
    first = choice.options[0]
    assert first.text() == "商铺&&住宅", "as Qt reads it: one &"
    assert first.shortcut().isEmpty()
    assert first.accessibleName() == "用途：商铺&住宅"
