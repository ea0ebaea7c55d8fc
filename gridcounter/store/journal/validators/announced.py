"""What an announced purge refuses: nobody works on what is to be purged once all desks know of it."""

from __future__ import annotations

from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_applications import PurgeHeld
from gridcounter.core.record.of_desks import PurgeAnnounced
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.announcements import standing_of
from gridcounter.store.journal.validators.purge import CannotBePurged, refuse_unfit

#: Whoever looks at it, or takes out what is there while it is there, changes nothing.
READING = {Kind.PERSONAL_DATA_SHOWN, Kind.EVIDENCE_BUNDLED, Kind.PAPER_PRINTED, Kind.CONFLICT_SETTLED}


class ToBePurged(Refusal):
    """The application is announced for purging: it can be read, and changed only after the purge is withdrawn."""

    def __init__(self, number: str, desk: str) -> None:
        super().__init__(
            f"申请 {number} 已由“{desk}”预告清除，现在只能看，不能再办；"
            f"还要办的，请在“{desk}”的设置“留存与清除”里先暂缓清除"
        )


def refuse_announced(db: Database, act: Act, said: Contents) -> None:
    """Raises ToBePurged. The announcing desk alone withdraws, as it alone purges: neither can miss the other."""
    if act.kind in READING:
        return
    found = standing_of(db, act.application)
    if found is None:
        return
    (here,) = db.execute("SELECT device FROM this_device").fetchone()
    if not (isinstance(said, PurgeHeld) and said.why and found.device == here):
        raise ToBePurged(found.number, found.desk)


def refuse_to_announce(db: Database, said: PurgeAnnounced) -> None:
    """Raises CannotBePurged for the first application that may not be purged, or is announced already."""
    for application in said.applications:
        refuse_unfit(db, application)
        if found := standing_of(db, application):
            raise CannotBePurged(found.number, f"已由“{found.desk}”预告清除")
