"""gridcounter packs, with the command that also needs a record."""

from __future__ import annotations

from gridcounter.cli import pack_impact
from gridcounter.cli.help import ChineseCommand
from gridcounter.cli.packs import packs

__all__ = ["packs"]

packs.command(cls=ChineseCommand)(pack_impact.impact)
