"""The five policies read a second time, in plain ifs: the required answers for complete cases."""

from __future__ import annotations

from builders.packs import reading_jining, reading_liangzihu, reading_lianyungang, reading_linyi, reading_zaozhuang
from builders.packs.reading_parts import Case, Limit, Reading, facts_of

PLACES = ("jining", "lianyungang", "liangzihu", "zaozhuang", "linyi")
SECTIONS = (
    "class", "steps", "limits", "documents", "approval", "actor", "costs", "notes", "services", "rights",
)  # fmt: skip


def read(case: Case) -> Reading:
    facts = facts_of(case)
    place = case["locality"]
    if place == "jining":
        return reading_jining.read(facts)
    if place == "lianyungang":
        return reading_lianyungang.read(facts)
    if place == "liangzihu":
        return reading_liangzihu.read(facts)
    if place == "zaozhuang":
        return reading_zaozhuang.read(facts)
    if place == "linyi":
        return reading_linyi.read(facts)
    raise ValueError(place)


def as_reading(result: Case) -> Reading:
    """What the engine answered, in the reading's shape, so that the two can be laid side by side."""
    approval = result["approval"]
    filing = approval["filing"]
    return Reading(
        customer_class=result["customer_class"]["id"],
        steps=tuple((step["id"], step["wd"], step["counts_from"]) for step in result["steps"]),
        limits={limit["id"]: limit_of(limit) for limit in result["limits"]},
        documents={document["id"]: (document["stage"], document["state"]) for document in result["documents"]},
        track=approval["track"],
        approval_wd=approval["wd"],
        may=approval["may"],
        alternatives=tuple(approval["alternatives"]),
        matters=frozenset(matter["id"] for matter in approval["matters"]),
        actor=approval["actor"],
        costs={cost["id"]: cost["payer"] or "nobody" for cost in result["costs"]},
        note_ids=frozenset(note["id"] for note in result["notes"]),
        services=frozenset(service["id"] for service in result["services"]),
        rights=frozenset(right["id"] for right in result["rights"]),
        filing_form=None if filing is None else filing["form"],
    )


def limit_of(limit: Case) -> Limit:
    return limit["wd"], limit["days"], limit["counts_from"]
