"""The stretches of road, path and green that the works dig up or occupy: areas, and values worth checking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from gridcounter.core.case import Surface
from gridcounter.core.labels import WORD_LABELS, number
from gridcounter.core.validation.models import Day, Line, read_model
from gridcounter.core.validation.number import MOST_DECIMALS, TOO_FINE

#: A longer list belongs in a drawing.
MOST_STRETCHES = 60
LONGEST_M, MOST_PIECES = 100_000, 9999
#: In other places a road built less than five years ago, or overhauled less than three, may not be dug up.
_NEW, _OVERHAULED = (5, "五"), (3, "三")


def _not_too_fine(metres: float) -> float:
    if metres != round(metres, MOST_DECIMALS):
        raise PydanticCustomError("too_fine", "too fine", {"allowed": TOO_FINE})
    return metres


#: Path of the later day, both days, name of the earlier one.
Pair: TypeAlias = tuple[str, date | None, date | None, str]
Metres = Annotated[float, Field(gt=0, le=LONGEST_M, allow_inf_nan=False), AfterValidator(_not_too_fine)]
Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]


class Stretch(BaseModel):
    """Metres; a stretch without days of its own is occupied as long as the works last."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    road: Line | None = None
    surface: Surface | None = None
    length_m: Metres | None = None
    width_m: Metres | None = None
    reason: Line | None = None
    from_on: Day | None = None
    to_on: Day | None = None
    trees: Pieces | None = None
    trees_kind: Line | None = None
    lamp_posts: Pieces | None = None

    @property
    def area(self) -> Decimal | None:
        """Length by width in square metres, exact decimals (0.1 × 0.3 = 0.03); None if one of the two is unknown."""
        if self.length_m is None or self.width_m is None:
            return None
        return Decimal(number(self.length_m)) * Decimal(number(self.width_m))


#: In the order of the questions; the units are shown beside them.
STRETCH_LABELS: Mapping[str, str] = {
    "road": "道路、路段",
    "surface": "部位",
    "length_m": "长",
    "width_m": "宽",
    "reason": "事由",
    "from_on": "占用开始日期",
    "to_on": "占用结束日期",
    "trees": "涉及树木",
    "trees_kind": "树种",
    "lamp_posts": "涉及路灯杆",
}


def total_area(stretches: Iterable[Stretch], surface: Surface | None = None) -> Decimal | None:
    """Square metres of all, or of one surface. None without stretches, or if one of them has not been measured."""
    areas = [each.area for each in stretches if surface is None or each.surface == surface]
    if not areas or None in areas:
        return None
    return sum((area for area in areas if area is not None), Decimal(0))


def area_words(area: Decimal) -> str:
    """Never in powers of ten and without a needless .0."""
    return f"{area.normalize():f}"


def size_words(stretch: Stretch) -> str:
    """32 × 3.9."""
    sides = (stretch.length_m, stretch.width_m)
    return "" if None in sides else " × ".join(number(side) for side in sides if side is not None)


def stretch_words(stretch: Stretch) -> str:
    """样例路南侧　人行道　32 × 3.9 = 124.8 平方米; missing values are named."""
    area = stretch.area
    parts = [
        stretch.road or "未填道路",
        WORD_LABELS["works.occupies"][stretch.surface] if stretch.surface else "未填部位",
        "未填长宽" if area is None else f"{size_words(stretch)} = {area_words(area)} 平方米",
        stretch.reason or "未填事由",
    ]
    return "　".join(parts)


def read_stretches(raw: object) -> tuple[Stretch, ...]:
    """From stored data; rows that cannot be read are left out."""
    found = (read_model(Stretch, each)[0] for each in raw) if isinstance(raw, list | tuple) else ()
    return tuple(each for each in found if each is not None)


def days_in_order(project: object, start_on: date | None) -> list[Pair]:
    """Row by row of the raw data: another mistake must not hide a contradictory day."""
    rows = project.get("stretches") if isinstance(project, dict) else None
    found: list[Pair] = []
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        days = {name: row[name] for name in ("from_on", "to_on") if name in row} if isinstance(row, dict) else {}
        read, _ = read_model(Stretch, days)
        if read is not None:
            named = "占用开始日期" if read.from_on else "开工日期"
            found.append((f"project.stretches.{place}.to_on", read.from_on or start_on, read.to_on, named))
    return found


#: Particulars of the works that a policy may ask as facts of the case: there they are asked once, and printed from. Of
#: several the first that is known counts.
ASKED_IN_THE_CASE: Mapping[str, tuple[str, ...]] = {
    "project.dig_area_m2": ("case.works.dig_area_m2",),
    "project.green_area_m2": ("case.works.green_area_m2",),
    "project.road_built_on": ("case.works.road_overhauled_on", "case.works.road_built_on"),
}


def wrong_stretches(values: Mapping[str, Any]) -> str:
    """Days before those they must follow, in the words of the papers' refusal."""
    start = _day(values.get("project.start_on"))
    for place, each in enumerate(read_stretches(values.get("project.stretches")), start=1):
        first = each.from_on or start
        if first and each.to_on and each.to_on < first:
            earlier = "占用开始日期" if each.from_on else "计划开工日期"
            return f"第 {place} 段的占用结束日期不能早于{earlier} {first}"
    return ""


def doubtful_stretches(values: Mapping[str, Any]) -> dict[str, str]:
    """Values by field that may be right but are worth checking; they are never printed."""
    stretches = read_stretches(values.get("project.stretches"))
    found = {}
    for field, surface, what in (
        ("project.dig_area_m2", None, "各路段面积合计"),
        ("project.green_area_m2", Surface.GREEN, "绿地路段面积合计"),
        ("case.works.dig_area_m2", None, "各路段面积合计"),
        ("case.works.green_area_m2", Surface.GREEN, "绿地路段面积合计"),
    ):
        given, total = values.get(field), total_area(stretches, surface)
        if total is not None and isinstance(given, int | float) and Decimal(str(given)) != total:
            found[field] = f"{what}是 {area_words(total)} 平方米，与这里填的不同；文书按路段合计印，请核对"
    result = _surfaces_apart(stretches, values.get("case.works.occupies"))
    if result:
        found["project.stretches"] = result
    young = _young_road(values.get("project.road_built_on"), values.get("project.start_on") or values.get("case.on"))
    if young:
        found["project.road_built_on"] = young
    return found


def _surfaces_apart(stretches: Sequence[Stretch], occupies: object) -> str:
    """The track was decided by the occupied surfaces: a row with another surface would lead elsewhere."""
    if not stretches or not isinstance(occupies, list | tuple):
        return ""
    rows = [str(each.surface) for each in stretches if each.surface]
    more, less = _labels_of(rows, besides=occupies), _labels_of(occupies, besides=rows)
    lines = []
    if more:
        lines.append(f"路段里有{'、'.join(more)}，“外线工程”的占用挖掘部位里没有")
    if less and len(rows) == len(stretches):
        lines.append(f"占用挖掘部位里有{'、'.join(less)}，没有这样的路段")
    return "；".join(lines) + "，请核对" if lines else ""


def _labels_of(words: Sequence[str], *, besides: Sequence[str]) -> list[str]:
    labels = WORD_LABELS["works.occupies"]
    return [label for word, label in labels.items() if word in words and word not in besides]


def _young_road(built_on: object, starts_on: object) -> str:
    """It is unknown whether the day is that of building or of an overhaul."""
    built, starts = _day(built_on), _day(starts_on)
    if built is None or starts is None or starts < built or starts >= _years_after(built, _NEW[0]):
        return ""
    years, if_built = (
        (_OVERHAULED[1], "") if starts < _years_after(built, _OVERHAULED[0]) else (_NEW[1], "（按建成算）")
    )
    return (
        f"到开工不满{years}年{if_built}。有的地方不让挖掘新建不满{_NEW[1]}年、大修不满{_OVERHAULED[1]}年的道路"
        "（通用做法，本地文件没有写），请先向道路主管部门确认"
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _years_after(day: date, years: int) -> date:
    """The day before the last of February replaces a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
