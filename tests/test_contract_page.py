"""docs/contract.md names every key and every word of the case and of the answer."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from gridcounter.core.case import (
    Actor,
    Area,
    Business,
    Case,
    Connection,
    Customer,
    Park,
    RoadClass,
    Site,
    Supply,
    Surface,
    Unit,
    Works,
    WorksKind,
    WorksOwner,
)
from gridcounter.core.policy import decision
from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.contract import _INSIDE
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import Audience, DocumentState, Event, Means, NoteKind, Track
from gridcounter.core.policy.regime import FilingForm, RegimeKind, WorksStart

PAGE = (Path(__file__).parents[1] / "docs" / "contract.md").read_text("utf-8")
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
NAMED = set(re.findall(r"[A-Za-z][A-Za-z0-9_]*", " ".join(re.findall(r"`([^`]+)`", PROSE))))
SHOWN = (
    *(decision.Decision, decision.Policy, decision.CustomerClass, decision.Step, decision.Limit, decision.Document),
    *(decision.Approval, decision.Branch, decision.Matter, decision.Filing, decision.ShownCondition, decision.Cost),
    *(decision.Service, decision.Right, decision.Note, decision.LocalAnswer, decision.Basis),
)


@pytest.mark.parametrize("part", [Case, Supply, Site, Works])
def test_every_key_of_a_case_is_named(part: type[Case]) -> None:
    assert [name for name in part.model_fields if name not in NAMED] == []


@pytest.mark.parametrize("part", SHOWN, ids=lambda part: str(part.__name__))
def test_every_key_of_an_answer_is_named(part: type[object]) -> None:
    shown = [one.name for one in fields(part) if one.name not in _INSIDE.get(part, set())]  # type: ignore[arg-type]

    assert [name for name in shown if name not in NAMED and f'"{name}"' not in PAGE] == []


@pytest.mark.parametrize(
    "words",
    [
        *(Business, Customer, Unit, Connection, Area, Park, WorksKind, WorksOwner, Surface, RoadClass, Actor),
        *(Track, Event, Means, DocumentState, NoteKind, Audience, RegimeKind, FilingForm, WorksStart, Operator),
    ],
    ids=lambda words: str(words.__name__),
)
def test_every_word_is_named(words: type[Actor]) -> None:
    assert [str(word) for word in words if str(word) not in NAMED] == []


def test_the_sources_of_a_pack_are_named() -> None:
    assert {str(kind) for kind in PolicyKind} - {"practice"} <= NAMED
