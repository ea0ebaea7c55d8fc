"""The differences between a pinned answer and today's: tables of states, compared whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import an_answer

from gridcounter.bootstrap import open_assessor
from gridcounter.core.notice import (
    Item,
    PinnedAnswer,
    accepted_on,
    changes,
    keeping_added,
    not_announced,
    read_answer,
    was_announced,
    with_added,
)
from gridcounter.core.policy.answers.decision_variants import with_later
from gridcounter.core.policy.model import DocumentState

if TYPE_CHECKING:
    from gridcounter.core.policy.decision import Decision

_STATES = [*map(str, DocumentState), "", "added"]
_REQUIRED, _ONLINE, _WAIVED, _REFERENCE = "required", "online", "waived", "reference"


@pytest.fixture(scope="module")
def jining() -> Decision:
    assessor = open_assessor()
    return assessor.assess(assessor.read_case('{"locality": "jining", "on": "2026-09-21"}'))


def answer_with(**states: str) -> PinnedAnswer:
    """With these documents in these states; an empty one is not on the list."""
    documents = [
        {
            "id": name,
            "label": name,
            "stage": "application",
            "state": _REQUIRED if state == "added" else state,
            "clause": "三",
            "added": state == "added",
        }
        for name, state in states.items()
        if state
    ]
    return read_answer(an_answer(documents=documents))


def named(answer: PinnedAnswer) -> dict[str, str]:
    return {one.id: "added" if one.added else one.state for one in answer.documents}


def test_a_document_that_reads_otherwise_is_a_change_unless_it_is_only_read_online_or_was_added() -> None:
    found = {
        (before, after): bool(changes(answer_with(identity=before), answer_with(identity=after)))
        for before, after in product(_STATES, _STATES)
    }
    same = {(state, state) for state in _STATES} | {("added", _REQUIRED), (_REQUIRED, "added"), ("added", "")}
    online = {pair for state in (_REQUIRED, _REFERENCE, "added") for pair in ((state, _ONLINE), (_ONLINE, state))}
    assert {pair for pair, text in found.items() if not text} == same | online


def test_asking_for_what_was_not_told_or_told_as_waived_is_a_second_telling() -> None:
    found = {
        (text, now)
        for text, now in product(_STATES, _STATES)
        if not_announced(answer_with(identity=text), answer_with(identity=now))
    }
    assert found == {(text, now) for text in ("", _WAIVED) for now in (_REQUIRED, "added")}


def test_nobody_applied_after_he_was_accepted() -> None:
    result = read_answer(an_answer(case={"on": "2026-09-25", "applied_on": "2026-09-21"}))
    assert accepted_on(result, "2026-09-21").case == {"on": "2026-09-21", "applied_on": "2026-09-21"}
    assert accepted_on(result, "2026-09-20").case == {"on": "2026-09-20"}


def test_what_was_added_takes_the_place_of_its_own_and_stays_until_the_pack_asks_for_it() -> None:
    items = [Item(document="a", label="甲", clause="四", why="勘查"), Item(label="话", clause="五", why="勘查")]
    result = with_added(
        answer_with(a=_WAIVED, b=_REQUIRED), items, read_answer(an_answer(track="permit", approval_wd=3))
    )
    assert named(result) == {"b": _REQUIRED, "a": "added"}
    assert [(branch.track, branch.wd) for branch in result.branches] == [("filing", None), ("permit", 3)]
    tracks = ("undetermined", "filing", "permit", "none")
    assert [track for track in tracks if not was_announced(result, track)] == ["none"]
    again = with_added(result, items, read_answer(an_answer(track="filing", approval_wd=1)))
    assert (named(again), again.branches) == (named(result), result.branches)
    kept = {
        now: named(keeping_added(answer_with(a=now, c=_ONLINE), result)) for now in ("", _WAIVED, _REQUIRED, _ONLINE)
    }
    added = {"c": _ONLINE, "a": "added"}
    assert kept == {
        "": added,
        _WAIVED: added,
        _REQUIRED: {"a": _REQUIRED, "c": _ONLINE},
        _ONLINE: {"a": _ONLINE, "c": _ONLINE},
    }


def test_what_was_told_later_is_beside_the_pack_unless_that_asks_for_it(jining: Decision) -> None:
    (first, *others) = jining.documents
    later = replace(first, label="追加的", state=DocumentState.REQUIRED, later=True)
    found = {}
    for state in DocumentState:
        asked = replace(jining, documents=(replace(first, state=state), *others))
        found[state] = [one.label for one in with_later(asked, (later,)).documents]
    rest = [one.label for one in others]
    assert found == {
        state: [*rest, "追加的"] if state == DocumentState.WAIVED else [first.label, *rest] for state in DocumentState
    }
    assert with_later(jining, ()) is jining
