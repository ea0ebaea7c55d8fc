"""What the businesses of a place are called, and which of them a word of a search names."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.labels import WORD_LABELS
from gridcounter.services.office.packs import InstalledPacks

#: One character stands in the names of too many.
_SHORTEST = 2


def businesses_of(packs: InstalledPacks, locality: str) -> dict[str, str]:
    """Label by id: the kinds of connecting, general practice, then the place's own of all editions, the newest last."""
    found = dict(WORD_LABELS["business"])
    for pack in (packs.baseline, *packs.past.get(locality, ()), *packs.editions.get(locality, ())):
        found.update((name, rule.label) for name, rule in pack.businesses.items())
    return found


def named_by(word: str, labels: Mapping[str, str]) -> frozenset[str]:
    """The ids of the businesses whose name has this word; what stands in brackets explains a name and is none."""
    if len(word) < _SHORTEST:
        return frozenset()
    return frozenset(name for name, label in labels.items() if word in label.partition("（")[0])
