"""What this desk knows when an exchange with the hub begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridcounter.core.record.journal import FIRST, Head
from gridcounter.services.desks.hub.boxes import Keys, keys_by_id
from gridcounter.services.desks.hub.refusals import NoHub, ThisDeskRetired
from gridcounter.services.desks.membership import own_key
from gridcounter.store.desk_keys import DeskKey
from gridcounter.store.journal.merge import record_id
from gridcounter.store.own_hub import OfficeKey, OwnHub, named_keys, office_keys, own_hub, sealing_key, seen_there
from gridcounter.store.queries.desks import DeskRow, desks
from gridcounter.store.stores import Stores

NOTHING = Head(0, FIRST)


@dataclass(frozen=True, slots=True)
class Here:
    """`desks` are all that ever joined, by the key with which they sign; `seen` is what the hub had the last time.

    `named` are the ids of the keys that entries here name, `seals` is that of the one that seals; see `sealing_key`.
    """

    record: str
    device: str
    own: DeskKey
    hub: OwnHub
    keys: Keys
    named: tuple[str, ...]
    seals: str | None
    desks: Mapping[str, DeskRow]
    heads: Mapping[str, Head]
    seen: Mapping[str, Head]

    @property
    def seals_with(self) -> OfficeKey | None:
        """None where there is none, or it has not come here yet."""
        return self.keys.get(self.seals) if self.seals else None


def here(stores: Stores) -> Here:
    """Raises NotShared, NoHub, ThisDeskRetired."""
    own, hub = own_key(stores.db), own_hub(stores.db)
    if hub is None:
        raise NoHub
    known = {desk.signs_with: desk for desk in desks(stores.db)}
    if own.signs_with in known and known[own.signs_with].retired:
        raise ThisDeskRetired
    return Here(
        record_id(stores.db),
        stores.journal.writes_as(),
        own,
        hub,
        keys_by_id(office_keys(stores.db)),
        named_keys(stores.db),
        sealing_key(stores.db),
        known,
        stores.journal.heads(),
        seen_there(stores.db),
    )
