"""The import table of an office's place: the businesses, questions and facts of works of its policy."""

from __future__ import annotations

from gridcounter.core.exchange.import_table import ImportTable, table_of
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.keys import FACTS_OF_WORKS, Key
from gridcounter.core.policy.relevant_keys import can_matter
from gridcounter.services.office.businesses import businesses_of
from gridcounter.services.office.packs import InstalledPacks


def import_table(packs: InstalledPacks, place: str | None) -> ImportTable:
    """The questions are those of all editions, because a row may be of an earlier day; the newest has the last word.

    None: of no place, with what general practice has. Raises PackLeftOut, NoPack.
    """
    if place is None:
        return table_of(businesses_of(packs, ""), {}, ())
    questions: dict[str, tuple[LocalKey, Key]] = {}
    newest = packs.newest(place)
    for pack in packs.editions[place]:
        questions.update((str(key), (key, kind)) for key, kind in pack.keys.items() if isinstance(key, LocalKey))
    facts = [key for key in FACTS_OF_WORKS if can_matter(key, newest, packs.baseline)]
    return table_of(businesses_of(packs, place), dict(questions.values()), facts)
