"""The condition of a rule as a phrase for the quick reference: 10 千伏，专线（变电站直接出线）."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridcounter.core.labels import flag_label, number, track_words, value_label
from gridcounter.core.policy.condition_words import condition_label, negated, single_test
from gridcounter.core.policy.conditions import (
    AllOf,
    AnyOf,
    ClassIs,
    Condition,
    Given,
    Not,
    Operator,
    TermIs,
    Test,
    TrackIs,
)
from gridcounter.core.policy.keys import WordKey
from gridcounter.core.policy.model import ApprovalRule, ClassRule, PolicyPack

_VOLTAGE, _LOW = "supply.voltage_kv", 1.0
_NUMBERS = {
    Operator.AT_MOST: "不超过",
    Operator.LESS_THAN: "小于",
    Operator.AT_LEAST: "不小于",
    Operator.MORE_THAN: "超过",
    Operator.EQUAL: "",
    Operator.NOT_EQUAL: "不是",
}
_NAMES = {"works.length_m": "线路总长", "works.road_crossing_m": "穿越城市道路", "supply.capacity": "容量"}
_SURFACES = {Operator.SUBSET_OF: "只占用", Operator.EXCLUDES: "不占用", Operator.INCLUDES: "占用"}
_NAMING = {Operator.EQUAL, Operator.ONE_OF}
_PARKS = 4


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one pack: its terms by name, its customer classes by id, and its name for each track."""

    terms: Mapping[str, Condition]
    classes: Mapping[str, str]
    tracks: Mapping[str, str]

    def of(self, condition: Condition, *, between: str = "；") -> str | None:
        """None if the rule applies only to supplies that the policy does not name. `between` joins alternatives."""
        match condition:
            case Test():
                return _test(condition)
            case AllOf(parts=parts):
                return self._all(parts)
            case AnyOf(parts=parts, label=label):
                return self._any(parts, label, between)
            case Given(part=part):
                return self.of(part, between="或")
            case TermIs(name=name):
                return self.of(self.terms[name], between=between)
            case Not(part=part):
                return self._not(part)
            case ClassIs(ids=ids):
                return _either(dict.fromkeys(map(self._class, ids)), between)
            case TrackIs(tracks=tracks):
                return _either(dict.fromkeys(map(self._track, tracks)), between)

    def _not(self, part: Condition) -> str | None:
        alone = single_test(part, self.terms)
        if set(self.keys(part)) == {_VOLTAGE} and (alone is None or alone.operator in _NAMING):
            return None  # what is left of the voltages that the policy names
        return _test(negated(alone)) if alone else f"除外：{self.of(part, between='或')}"

    def _any(self, parts: tuple[Condition, ...], label: str | None, between: str) -> str | None:
        lines = [text for part in parts if (text := self.of(part, between=between)) is not None]
        return label or _either(dict.fromkeys(lines), between) if lines else None

    def _class(self, name: str) -> str:
        return self.classes.get(name, name)

    def _track(self, name: str) -> str:
        return self.tracks.get(name, track_words(name, None))

    def _all(self, parts: tuple[Condition, ...]) -> str | None:
        """The scope of the rule, then its conditions: 10 千伏：用户接入工程，专线."""
        scope = [self.of(part) for part in parts if isinstance(part, Given)]
        asked = [self.of(part, between="或") for part in parts if not isinstance(part, Given)]
        if None in scope or None in asked:
            return None
        words = _joined("，", asked)
        if words == "高压，重要用户":
            words = "高压重要用户"
        return _joined("：", (_joined("，", scope), words))

    def keys(self, condition: Condition) -> Iterable[str]:
        """The case keys of a condition; for a class or a track the name of that kind of condition."""
        match condition:
            case TermIs(name=name):
                yield from self.keys(self.terms[name])
            case AllOf(parts=parts) | AnyOf(parts=parts):
                for part in parts:
                    yield from self.keys(part)
            case Not(part=part) | Given(part=part):
                yield from self.keys(part)
            case Test(key=key):
                yield key
            case ClassIs() | TrackIs():
                yield type(condition).__name__


def _joined(between: str, texts: Iterable[str | None]) -> str:
    return between.join(filter(None, texts))


def _either(lines: Iterable[str], between: str) -> str:
    """低压或 10 千伏: a number is separated from the preceding word by a space."""
    first, *others = lines
    return first + "".join(between + (" " if between == "或" and text[:1].isdigit() else "") + text for text in others)


def _test(test: Test) -> str:
    if test.key == _VOLTAGE:
        return _voltage(test)
    if isinstance(test.limit, bool):
        return flag_label(test.key, on=test.limit)
    if test.key == "site.park" and len(test.limits) == _PARKS:
        return "园区内"
    if test.operator in _SURFACES and test.limit != ():
        return _SURFACES[test.operator] + value_label(test.key, test.limit)
    if isinstance(test.of, WordKey):
        no = "不是" if test.operator in {Operator.NOT_EQUAL, Operator.NOT_ONE_OF} else ""
        return no + value_label(test.key, test.limit)
    if test.key in _NAMES:
        return f"{_NAMES[test.key]}{_NUMBERS[test.operator]} {value_label(test.key, test.limit, test.unit)}"
    return condition_label(test)


def _voltage(test: Test) -> str:
    limits = test.limits
    if limits == (_LOW,) and test.operator in {Operator.AT_MOST, Operator.MORE_THAN}:
        return "低压" if test.operator == Operator.AT_MOST else "高压"
    figures = "、".join(number(float(limit)) for limit in limits) + " 千伏"
    if test.operator in {Operator.AT_LEAST, Operator.AT_MOST}:
        return figures + ("及以上" if test.operator == Operator.AT_LEAST else "及以下")
    return _NUMBERS.get(test.operator, "") + figures


def phrases_of(own: PolicyPack, pack: PolicyPack) -> Phrases:
    """The phrases for conditions of `pack`, with the classes and tracks of the place's `own` pack."""
    labels = {rule.id: rule.label for rule, _ in own.sections["customer_class"] if isinstance(rule, ClassRule)}
    tracks: dict[str, str] = {}
    for rule, _ in own.sections["approval"]:
        assert isinstance(rule, ApprovalRule)
        tracks.setdefault(rule.track, track_words(rule.track, own.label_of(rule)))
    return Phrases(pack.terms, labels, tracks)
