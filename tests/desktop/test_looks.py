"""Measurable appearance: contrast of each text on its background, minimum target sizes, charts, periods."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QTableView, QToolButton, QWidget

from gridcounter.core.reports.periods import Period, Span
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens, palette, style_sheet
from gridcounter.desktop.reports import period as period_widget
from gridcounter.desktop.reports.chart import BarChart, Bars, LimitBar, LimitChart
from gridcounter.desktop.reports.period import PeriodChooser

#: WCAG 2.1: text 1.4.3, what is no text 1.4.11.
TEXT, SHAPE = 4.5, 3.0
#: Text that stands on each ground somewhere in the window.
GROUNDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("surface", ("text", "muted", "accent", "ok", "warn", "danger", "info")),
    ("app", ("text", "muted", "accent", "ok", "warn", "danger", "info")),
    ("sunken", ("text", "muted")),
    ("accent_soft", ("text", "accent")),
    ("accent", ("on_accent",)),
    ("ok_soft", ("ok",)),
    ("danger_soft", ("danger",)),
    ("info_soft", ("text",)),
)
both = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@both
def test_text_is_readable_on_every_background(tokens: Tokens) -> None:
    pairs = [(text, ground) for ground, texts in GROUNDS for text in texts]
    ratios = {pair: contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < TEXT} == {}
    assert contrast(tokens.accent, tokens.surface) >= SHAPE, "the ring of the focus"
    assert contrast(tokens.accent, tokens.app) >= SHAPE
    assert contrast(tokens.faint, tokens.surface) >= SHAPE, "the edge of a box that is ticked"


@both
def test_no_rule_of_the_style_sheet_writes_on_a_ground_that_swallows_it(tokens: Tokens) -> None:
    """What cannot be used stands back: it is no text to be read."""
    sheet = style_sheet(tokens, Scale())
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        values = dict(re.findall(r"(?:^|;)\s*(color|background): (#[0-9A-F]{6})", body))
        if len(values) == 2 and "disabled" not in selector:
            found[selector.strip()] = contrast(values["color"], values["background"])
    assert len(found) >= 8
    assert {selector: ratio for selector, ratio in found.items() if ratio < TEXT} == {}


@both
def test_no_two_states_share_a_colour(tokens: Tokens) -> None:
    states = [tokens.text, tokens.accent, tokens.ok, tokens.warn, tokens.danger, tokens.info]
    assert len(set(states)) == len(states)
    assert {
        field.name for field in fields(Tokens) if not re.fullmatch("#[0-9A-F]{6}", getattr(tokens, field.name))
    } == set()


@both
def test_the_palette_follows_the_tokens(tokens: Tokens) -> None:
    made, role = palette(tokens), QPalette.ColorRole
    for one, colour in (
        (role.Window, tokens.app),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.Text, tokens.text),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.accent),
    ):
        assert made.color(one) == QColor(colour), one
    assert made.color(QPalette.ColorGroup.Disabled, role.Text) == QColor(tokens.faint)


@pytest.mark.parametrize(
    ("percent", "body", "small", "title", "line"), [(100, 14, 12, 20, 21), (125, 18, 15, 25, 27), (200, 28, 24, 40, 41)]
)
def test_sizes_of_text_follow_the_percentage(
    qapp: QApplication, percent: int, body: int, small: int, title: int, line: int
) -> None:
    sheet = style_sheet(LIGHT, Scale(percent))
    apply_theme(qapp, LIGHT, Scale(percent))
    faces = [made().font() for made in (QLabel, QToolButton, QMenu, QLineEdit, QTableView)]
    apply_theme(qapp, LIGHT, Scale())
    assert [face.pixelSize() for face in faces] == [body] * len(faces)
    assert {tuple(face.families()) for face in faces} == {tuple(QApplication.font().families())}
    assert f"#Hint {{ color: {LIGHT.muted}; font-size: {small}px" in sheet
    assert f"#Title {{ font-size: {title}px" in sheet
    assert Scale(percent).line == line
    padding, least = 6 * percent / 100, line
    assert 2 * padding + least >= 32 * percent / 100, "a button is as high as a finger is sure of"


# charts


def colours_at(widget: QWidget, y: float, wanted: list[str]) -> list[int]:
    """How many pixels of this line have each colour."""
    image = widget.grab().toImage()
    ratio = image.width() / widget.width()
    seen = [image.pixelColor(x, round(y * ratio)).name().upper() for x in range(image.width())]
    return [seen.count(colour) for colour in wanted]


@pytest.mark.usefixtures("qapp")
def test_bars_are_as_high_as_what_they_count_and_say_it_in_words() -> None:
    chart = BarChart("逐月", ("收件", "办结"), LIGHT, Scale())
    chart.resize(400, 200)
    chart.set_bars([Bars("2026-05", (("a", "b", "c", "d"), ("a",))), Bars("2026-06", ((), ("b", "c")))])
    assert chart.accessibleDescription() == "2026-05 收件 4，办结 1；2026-06 收件 0，办结 2"
    assert chart.toolTip() == "2026-05 收件 4，办结 1\n2026-06 收件 0，办结 2"
    chart.grab()
    targets = chart._targets  # noqa: SLF001  where the bars are
    assert [(one.title, one.ids) for one in targets] == [
        ("2026-05 收件", ("a", "b", "c", "d")),
        ("2026-05 办结", ("a",)),
        ("2026-06 收件", ()),
        ("2026-06 办结", ("b", "c")),
    ]
    space = targets[0].place
    rows = {part: space.bottom() - space.height() * part + 2 for part in (1.0, 0.5, 0.25)}
    assert [all(colours_at(chart, rows[1.0], [LIGHT.accent])), any(colours_at(chart, rows[1.0], [LIGHT.info]))] == [
        True,
        False,
    ]
    half = colours_at(chart, rows[0.5], [LIGHT.accent, LIGHT.info])
    assert half[0] > 0
    assert half[1] > 0, "two of four end at the half"
    quarter = colours_at(chart, rows[0.25], [LIGHT.info])
    assert quarter[0] > half[1], "one of four at the quarter, beside the two"
    chart.set_bars([])
    assert chart.accessibleDescription() == "没有数据"


@both
@pytest.mark.usefixtures("qapp")
def test_a_chart_without_lines_says_so_where_they_would_be(tokens: Tokens) -> None:
    chart = LimitChart("用时", tokens, Scale())
    chart.resize(500, chart.height())
    image = chart.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert len(seen) > 1, "something is written there"
    assert "本期还没有办完的环节" in chart.accessibleDescription()
    chart.set_lines([LimitBar("方案", 7.0, 7.0, "7.0 / 限 7", ("a",))])
    assert chart.accessibleDescription() == "方案 7.0 / 限 7"


@pytest.mark.usefixtures("qapp")
def test_a_lying_bar_is_red_only_past_its_limit() -> None:
    chart = LimitChart("用时", LIGHT, Scale())
    chart.set_lines(
        [LimitBar("方案", 7.0, 7.0, "7.0 / 限 7", ("a",)), LimitBar("送电", 7.5, 7.0, "7.5 / 限 7", ("b",))]
    )
    chart.resize(500, chart.height())
    assert chart.accessibleDescription() == "方案 7.0 / 限 7；送电 7.5 / 限 7"
    wanted = [LIGHT.accent, LIGHT.danger]
    on_the_limit, past = colours_at(chart, 4 + 15, wanted), colours_at(chart, 4 + 30 + 15, wanted)
    assert on_the_limit[0] > 0 == on_the_limit[1]
    assert past[1] > 0 == past[0]
    assert past[1] > on_the_limit[0], "the longer one is the longer bar"
    heard: list[tuple[object, ...]] = []
    chart.listed.connect(lambda *text: heard.append(text))
    for target in chart._targets:  # noqa: SLF001
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=target.place.center().toPoint())
    assert heard == [("方案", ("a",)), ("送电", ("b",))]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", [320, 700])
def test_a_chart_without_lines_says_what_it_is_for(width: int) -> None:
    chart = LimitChart("用时", LIGHT, Scale())
    chart.resize(width, chart.height())
    assert "在时限页登记办完以后，这里就有" in chart.accessibleDescription()
    picture = chart.grab().toImage()
    drawn = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert len(drawn) > 1


# periods


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("on", "month", "quarter"),
    [
        (date(2026, 2, 28), ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-03-31")),
        (date(2026, 12, 31), ("2026-12-01", "2026-12-31"), ("2026-10-01", "2026-12-31")),
    ],
)
def test_each_button_chooses_its_own_days(
    monkeypatch: pytest.MonkeyPatch, on: date, month: tuple[str, str], quarter: tuple[str, str]
) -> None:
    monkeypatch.setattr(period_widget, "today", lambda: on)
    chooser = PeriodChooser()
    heard: list[Period] = []
    assert [button.text() for button in chooser.spans.values()] == ["本月", "本季", "上半年", "全年", "上年", "自选"]
    assert chooser.spans[Span.MONTH].isChecked()
    chooser.chosen.connect(heard.append)
    for button in chooser.spans.values():
        button.click()
    lines = [(period.first.isoformat(), period.last.isoformat()) for period in heard]
    year, before = ("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")
    assert lines == [month, quarter, ("2026-01-01", "2026-06-30"), year, before, before]
    assert not chooser._days.isHidden()  # noqa: SLF001  asked for only where they are chosen
    assert (chooser.first.text(), chooser.last.text()) == before
    chooser.first.setText("2026-03-05")
    chooser.first.editingFinished.emit()
    chooser.last.setText("2026-03-09")
    chooser.last.editingFinished.emit()
    assert heard[-1] == Period(date(2026, 3, 5), date(2026, 3, 9))
    chooser.spans[Span.MONTH].click()
    assert chooser._days.isHidden()  # noqa: SLF001
