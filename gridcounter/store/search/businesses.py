"""Lists narrowed to one business, and words that name a business besides standing in a text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gridcounter.store.search.query import PLACES, sought
from gridcounter.store.search.tokens import words_of

# a purged application is found by its number only; asked of each row, so that the newest are found at once
_OF = (
    "a.purged_on IS NULL AND EXISTS (SELECT 1 FROM field WHERE field.application = a.id "
    "AND field.field = 'case.business' AND field.value IN (SELECT value FROM json_each(:{})))"
)
_ONLY, _NAMED = _OF.format("only"), _OF.format("named")
_FOUND = f"s.place IN ({PLACES})"
_REST = re.sub(r":(match|words|mark)\b", r":rest_\1", _FOUND)


@dataclass(frozen=True, slots=True)
class Businesses:
    """`only` this business is listed, "" for all; `named` are the ids of those that a word, in plain form, names."""

    only: str = ""
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)


def condition(query: str, mark: str, businesses: Businesses) -> tuple[str, dict[str, Any]]:
    """The condition on `a` and `s` with its parameters; "" if nothing narrows the list.

    A word that names a business is found in a text as every other, or is what the application is about.
    """
    words, parts = words_of(query), list[str]()
    asked: dict[str, Any] = {**sought(([word] for word in words), mark)} if words or mark else {}
    if asked:
        parts.append(_FOUND)
    naming = [businesses.named[word] for word in words if word in businesses.named]
    if naming:
        rest = [word for word in words if word not in businesses.named]
        asked["named"] = _values(naming[0].intersection(*naming[1:]))
        other = _NAMED
        if rest or mark:
            asked |= {f"rest_{name}": value for name, value in sought(([word] for word in rest), mark).items()}
            other = f"{_NAMED} AND {_REST}"
        parts = [f"({_FOUND} OR ({other}))"]
    if businesses.only:
        asked["only"] = _values(frozenset({businesses.only}))
        parts.append(_ONLY)
    return " AND ".join(parts), asked


def _values(ids: frozenset[str]) -> str:
    """As the table of fields holds them: JSON."""
    return json.dumps([json.dumps(one, ensure_ascii=False) for one in sorted(ids)], ensure_ascii=False)
