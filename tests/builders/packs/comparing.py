"""Compares two answers to one case, section by section, without what the policies leave open."""

from __future__ import annotations

from typing import TypeAlias

from builders.packs.grids import a_case, laid_flat
from builders.packs.reading_parts import NOTES, Case, Limit, Mark, Reading
from builders.packs.readings import SECTIONS

Difference: TypeAlias = tuple[object, object]  # the engine's, the reading's

SHOWN = 5


def differences(engine: Reading, reading: Reading) -> dict[str, Difference]:
    """The sections in which the engine and the reading differ, each cut down to the items that do."""
    found: dict[str, Difference] = {}
    for section in SECTIONS:
        if (section, "*") in reading.open:
            continue
        ours, theirs = (section_of(answer, section, reading.open) for answer in (reading, engine))
        if ours != theirs:
            found[section] = narrowed(theirs, ours)
    return found


def section_of(answer: Reading, section: str, left_open: frozenset[Mark]) -> object:
    skipped = {name for where, name in left_open if where == section}
    if section == "class":
        return answer.customer_class
    if section == "steps":
        return answer.steps
    if section == "limits":
        return {name: clock_of(limit) for name, limit in answer.limits.items() if name not in skipped}
    if section == "documents":
        return {name: document for name, document in answer.documents.items() if name not in skipped}
    if section == "approval":
        return approval_of(answer, without_matters=("approval", "matters") in left_open)
    if section == "actor":
        return None if ("approval", "actor") in left_open else answer.actor
    if section == "costs":
        return {name: payer for name, payer in answer.costs.items() if name not in skipped}
    if section == "notes":
        return (answer.note_ids & NOTES.keys()) - skipped
    if section == "services":
        return answer.services - skipped
    return answer.rights - skipped


def clock_of(limit: Limit) -> Limit:
    """A limit without days has no clock to compare."""
    wd, days, _ = limit
    return (wd, days, None) if wd is None and days is None else limit


def approval_of(answer: Reading, *, without_matters: bool) -> dict[str, object]:
    return {
        "track": answer.track,
        "wd": answer.approval_wd,
        "may": answer.may,
        "alternatives": answer.alternatives,
        "matters": None if without_matters else answer.matters,
        "form": answer.filing_form,
    }


def narrowed(engine: object, reading: object) -> Difference:
    if isinstance(engine, dict) and isinstance(reading, dict):
        names = sorted(
            name for name in engine.keys() | reading.keys() if engine.get(name, "-") != reading.get(name, "-")
        )
        return {name: engine.get(name, "-") for name in names}, {name: reading.get(name, "-") for name in names}
    if isinstance(engine, frozenset) and isinstance(reading, frozenset):
        return f"only here: {sorted(engine - reading)}", f"only here: {sorted(reading - engine)}"
    return engine, reading


def told(case: Case) -> str:
    """A case by what sets it apart from the place's default case."""
    usual = laid_flat(a_case(case["locality"]))
    given = laid_flat(case)
    parts = [f"{key}={value!r}" for key, value in given.items() if usual.get(key, "absent") != value]
    parts += [f"{key} absent" for key in usual if key not in given and "works" in case and case["works"] is not None]
    if "works" not in case:
        parts.append("works absent")
    return f"{case['locality']}: {', '.join(parts) or 'as usual'}"


def report(problems: list[str], *, of: int) -> str:
    """Empty where there are none: the message of an assertion."""
    if not problems:
        return ""
    rest = len(problems) - SHOWN
    return "\n".join(
        [f"{len(problems)} problems in {of} cases", *problems[:SHOWN], f"... {rest} more" if rest > 0 else ""]
    )
