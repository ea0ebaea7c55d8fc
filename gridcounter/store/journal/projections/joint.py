"""Projects the acts on a joint application: each is a row, and what became of each unit follows from them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.acts import ON_JOINT
from gridcounter.core.record.journal import Entry, Kind, canonical
from gridcounter.core.record.of_joint import OnJoint, OnUnit, OnUtility
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.life import project

_ACT = (
    "INSERT INTO joint_act (application, ref, kind, utility, unit, on_day, told, late) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ACTS = "SELECT kind, told FROM joint_act WHERE application = ? ORDER BY place"
_NOTHING: Mapping[str, object] = {}


@project.register(OnJoint)
def _(act: OnJoint, db: Database, entry: Entry) -> None:
    told = canonical(act.model_dump(mode="json", exclude_unset=True))  # only the keys of the entry
    utility = act.utility if isinstance(act, OnUtility) else ""
    unit = act.unit if isinstance(act, OnUnit) else ""
    db.execute(_ACT, [entry.application, entry.ref, entry.kind, utility, unit, act.on, told, act.late])


def joint_acts(db: Database, application_id: ApplicationId) -> list[OnJoint]:
    """The acts on the application's joint application, in the order of entry; none of one that was purged."""
    rows = db.execute(_ACTS, [application_id]).fetchall()
    return [ON_JOINT[Kind(kind)].model_validate_json(told) for kind, told in rows if json.loads(told) != _NOTHING]
