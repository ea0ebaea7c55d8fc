"""How much is done: a short form with every run of the tests, all of it with GRIDCOUNTER_FAULTS=full."""

from __future__ import annotations

import os

FULL = os.environ.get("GRIDCOUNTER_FAULTS") == "full"
