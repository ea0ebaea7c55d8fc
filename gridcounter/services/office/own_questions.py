"""The fields of an application whose words are those of its place's own policy: its questions, and the business."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.labels import WORD_LABELS, key_label
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.businesses.views import businesses_at
from gridcounter.services.office.packs import InstalledPacks

_BUSINESS = "case.business"


def own_fields(packs: InstalledPacks, locality: str) -> Mapping[str, LocalKey]:
    """By dotted field, with the words of the newest edition that asks: of all editions, for an answer outlives one."""
    found: dict[str, LocalKey] = {}
    businesses = dict(WORD_LABELS["business"])
    for pack in (*packs.past.get(locality, ()), *packs.editions.get(locality, ())):
        found.update((f"case.{key}", key.field) for key in pack.keys if isinstance(key, LocalKey))
        businesses |= businesses_at(pack, packs.baseline)
    found[_BUSINESS] = LocalKey(_BUSINESS, key_label("business"), words=businesses)
    return found
