"""The appliances by which a capacity is estimated: data of the program, so that an office can change them."""

from __future__ import annotations

import tomllib

from gridcounter import paths
from gridcounter.core.intake.appliances import COUNTED, Appliance


def load_appliances() -> tuple[Appliance, ...]:
    """Those of the shipped list, in its order."""
    raw = tomllib.loads((paths.shipped("resources") / "appliances.toml").read_text("utf-8"))
    return tuple(
        Appliance(row["id"], row["label"], float(row["kw"]), row.get("counted", COUNTED)) for row in raw["appliance"]
    )
