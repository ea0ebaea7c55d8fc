"""Reads a case as the contract writes it: every problem at once, contradictions too."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from gridcounter.core.case import LOW_VOLTAGE_KV, MEASURED, Business, Case, is_occupied
from gridcounter.core.validation.models import Problem, read_model, shown

#: The problems of a case's business and of its answers to local questions; the second value is the path of the case.
LocalCheck: TypeAlias = Callable[[Mapping[str, Any], str], Iterable[Problem]]


def unchecked(_case: Mapping[str, Any], _path: str) -> Iterable[Problem]:
    """Takes the answers to local questions as they are, and a business that was known when they were given."""
    return ()


def only_connecting(case: Mapping[str, Any], path: str) -> Iterable[Problem]:
    """Takes the answers to local questions as they are; the business is one of the three of every place."""
    return business_problems(case, path, ())


def business_problems(case: Mapping[str, Any], path: str, others: Iterable[str]) -> Iterator[Problem]:
    """A business that is neither a kind of connecting nor one of these others."""
    business = case.get("business")
    allowed = tuple(dict.fromkeys((*map(str, Business), *others)))
    if business is not None and business not in allowed:
        yield Problem(f"{path}business", shown(business), f"以下之一：{'、'.join(allowed)}")


def parse_case(
    raw: object,
    *,
    localities: Collection[str],
    documents: Collection[str],
    root: str = "",
    local: LocalCheck = only_connecting,
) -> tuple[Case | None, tuple[Problem, ...]]:
    """Reads a case; `localities` are the installed packs, `documents` the ids allowed in `online`.

    `local` knows the questions and the businesses of the place; without it the answers are taken as they are, and the
    business is a kind of connecting.
    """
    raw = _without_unknown_parts(raw)
    case, problems = read_model(Case, raw, root=root)
    prefix = f"{root}." if root else ""
    if local is not unchecked:  # it tells what the business may be
        problems = tuple(problem for problem in problems if problem.path != f"{prefix}business")
    found = [*problems, *_contradictions(raw, prefix), *local(_table(raw), prefix)]
    given = _table(raw)
    locality = given.get("locality")
    if "locality" in given and not _is_one_of(locality, localities):
        found = [problem for problem in found if problem.path != f"{prefix}locality"]
        found.append(Problem(prefix + "locality", shown(locality), f"已安装的政策包：{'、'.join(sorted(localities))}"))
    found += _unknown_documents(given.get("online"), documents, prefix)
    return (None, tuple(found)) if found else (case, ())


_PARTS = {"supply", "site", "online", "local"}


def _without_unknown_parts(raw: object) -> object:
    """Null for a part other than `works` means that it is unknown, and so it does for a local answer."""
    if not isinstance(raw, dict):
        return raw
    parts = {key: value for key, value in raw.items() if value is not None or key not in _PARTS}
    if isinstance(local := parts.get("local"), dict):
        parts["local"] = {key: value for key, value in local.items() if value is not None}
    return parts


def _table(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _is_one_of(raw: object, names: Collection[str]) -> bool:
    return isinstance(raw, str) and raw in names


def _unknown_documents(online: object, documents: Collection[str], prefix: str) -> Iterator[Problem]:
    for place, name in enumerate(online if isinstance(online, list) else []):
        if isinstance(name, str) and name not in documents:
            allowed = f"资料编号之一：{'、'.join(sorted(documents))}"
            yield Problem(f"{prefix}online.{place}", shown(name), allowed)


def _contradictions(raw: object, prefix: str) -> list[Problem]:
    """Found in the raw data, so that they are reported together with values that are invalid alone."""
    given = _table(raw)
    supply = _table(given.get("supply"))
    found = []
    applied, accepted = (_day(given.get(name)) for name in ("applied_on", "on"))
    if applied is not None and accepted is not None and applied > accepted:
        allowed = f"不晚于受理日 {accepted.isoformat()} 的日期，或留空"
        found.append(Problem(prefix + "applied_on", shown(applied.isoformat()), allowed))
    voltage, connection = supply.get("voltage_kv"), supply.get("connection")
    if connection is not None and _is_above_low_voltage(voltage):
        allowed = f"留空（只有低压，即 {LOW_VOLTAGE_KV} 千伏及以下，才填接入方式；电压填写的是 {shown(voltage)}）"
        found.append(Problem(prefix + "supply.connection", shown(connection), allowed))
    works = _table(given.get("works"))
    found.extend((*_contradictory_works(works, f"{prefix}works."), *_later_than(accepted, works, f"{prefix}works.")))
    if given.get("business") == Business.TEMPORARY and supply.get("permanent") is True:
        found.append(Problem(prefix + "supply.permanent", "true（业务为临时用电）", "false 或留空（临时不是永久）"))
    return found


def _contradictory_works(works: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    surfaces = works.get("occupies")
    listed: list[str] | None = surfaces if isinstance(surfaces, list) else None
    for name in MEASURED:
        measured = works.get(name)
        if listed is None or not isinstance(measured, int | float) or measured <= 0:
            continue
        if not is_occupied(name, listed):
            why = "占用挖掘部位里没有绿地" if MEASURED[name] else "占用挖掘部位写明不占用、不挖掘"
            yield Problem(prefix + name, shown(measured), f"0 或留空（{why}）")


def _later_than(accepted: date | None, works: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    for name in ("road_built_on", "road_overhauled_on"):
        day = _day(works.get(name))
        if day is not None and accepted is not None and day > accepted:
            yield Problem(prefix + name, shown(day.isoformat()), f"不晚于受理日 {accepted.isoformat()} 的日期，或留空")


def _is_above_low_voltage(raw: object) -> bool:
    return isinstance(raw, int | float) and LOW_VOLTAGE_KV < raw < math.inf


def _day(raw: object) -> date | None:
    """None for an invalid day: that is reported separately."""
    if type(raw) is date:
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
