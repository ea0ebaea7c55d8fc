"""The fields in which an application holds the answers to the questions of its place's own policy."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.local_key import LocalKey
from gridcounter.services.office.packs import InstalledPacks


def own_fields(packs: InstalledPacks, locality: str) -> Mapping[str, LocalKey]:
    """By dotted field, with the words of the newest edition that asks: of all editions, for an answer outlives one."""
    found: dict[str, LocalKey] = {}
    for pack in (*packs.past.get(locality, ()), *packs.editions.get(locality, ())):
        found.update((f"case.{key}", key.field) for key in pack.keys if isinstance(key, LocalKey))
    return found
