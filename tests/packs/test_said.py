"""What each pack says, rule by rule, as somebody read it out of the paper: clause, condition, days, payer, every word.

`said_<place>.txt` was held against the paper line by line. Whoever changes a clause, a word or a condition of a pack
looks it up in the paper again and changes the reading by hand; nothing here writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from builders.packs.engine import PACKS
from pydantic import BaseModel

from gridcounter.core.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    ClassIs,
    Condition,
    Given,
    Not,
    Operator,
    TermIs,
    TrackIs,
)
from gridcounter.core.policy.conditions import Test as Held
from gridcounter.core.policy.model import PolicyPack

HERE = Path(__file__).parent
BY_ID = {pack.id: pack for editions in PACKS.editions.values() for pack in editions} | {"baseline": PACKS.baseline}
SIGNS = {
    Operator.EQUAL: "=", Operator.ONE_OF: "=", Operator.AT_MOST: "≤", Operator.LESS_THAN: "<", Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">", Operator.SUBSET_OF: "⊆", Operator.EXCLUDES: "∌",
}  # fmt: skip


def said(pack: PolicyPack) -> Iterator[str]:
    """Facts on the first line of a rule, each of its sentences on one of its own."""
    yield from told("paper", pack.header)
    yield from (f"term {name} := {condition_of(term)}" for name, term in pack.terms.items())
    if pack.filing is not None:
        yield from told("filing", pack.filing)
    for section, rules in pack.sections.items():
        for rule, condition in rules:
            yield from told(section, rule, "" if condition == ALWAYS else f" if {condition_of(condition)}")


def told(name: str, model: BaseModel, condition: str = "") -> Iterator[str]:
    facts, sentences = [name], []
    for key, field in type(model).model_fields.items():
        value = getattr(model, key)
        if value == field.get_default():
            continue
        if key in {"id", "form"}:
            facts.append(str(value))
        elif key in {"article", "basis"}:
            facts.append(f"〔{value if isinstance(value, str) else '、'.join(value)}〕")
        elif isinstance(value, BaseModel) or (isinstance(value, tuple) and value and isinstance(value[0], BaseModel)):
            parts = value if isinstance(value, tuple) else (value,)
            sentences += [f"  {line}" for part in parts for line in told(key, part)]
        elif isinstance(value, str) and not value.isascii():
            sentences.append(f"  {key} {value}")
        elif isinstance(value, tuple) and not all(one.isascii() for one in value):
            sentences += [f"  {key} {one}" for one in value]
        else:
            facts.append(f"{key}={'+'.join(value) if isinstance(value, tuple) else str(value).lower()}")
    yield " ".join(facts) + condition
    yield from sentences


def condition_of(condition: Condition) -> str:
    match condition:
        case AllOf(parts=parts):
            return " & ".join(map(condition_of, parts))
        case AnyOf(parts=parts, label=label):
            return f"({' | '.join(map(condition_of, parts))})" + (f"「{label}」" if label else "")
        case Not(part=part):
            return f"not({condition_of(part)})"
        case Given(part=part):
            return f"given({condition_of(part)})"
        case ClassIs(ids=ids):
            return f"class={','.join(ids)}"
        case TrackIs(tracks=tracks):
            return f"track={','.join(tracks)}"
        case TermIs(name=name):
            return name
        case Held(key=key, operator=operator, limit=limit, unit=unit):
            limits = limit if isinstance(limit, tuple) else (limit,)
            return f"{key}{SIGNS[operator]}{','.join(map(plain, limits))}{unit}"


def plain(limit: str | bool | float) -> str:  # noqa: FBT001  one value of a condition
    return f"{limit:g}" if isinstance(limit, float) else str(limit).lower()


@pytest.mark.parametrize("place", BY_ID)
def test_a_pack_says_what_was_read_in_its_paper(place: str) -> None:
    read = (HERE / f"said_{place}.txt").read_text("utf-8").splitlines()

    changed = list(unified_diff(read, list(said(BY_ID[place])), "as read", "the pack", lineterm="", n=1))

    assert changed == [], "\n".join(changed)


def test_every_reading_is_of_a_pack() -> None:
    assert {path.stem.removeprefix("said_") for path in HERE.glob("said_*.txt")} == set(BY_ID)
