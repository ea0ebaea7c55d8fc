"""The appliances used to estimate a capacity. They are data, so that an office can change them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from gridcounter import paths
from gridcounter.core.intake.appliances import COUNTED, Appliance


def load_appliances(path: Path | None = None) -> tuple[Appliance, ...]:
    """Reads `appliances.toml` (default: the shipped file): id, label and rating in kW. Raises OSError, KeyError."""
    raw = tomllib.loads((path or paths.shipped("resources") / "appliances.toml").read_text("utf-8"))
    return tuple(
        Appliance(row["id"], row["label"], float(row["kw"]), row.get("counted", COUNTED)) for row in raw["appliance"]
    )
