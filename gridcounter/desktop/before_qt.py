"""What needs no Qt, loaded before it: the window shows a tenth sooner, and holds a tenth less memory.

Once PySide6 is there, it opens the source of every module that is imported, and looks for its own name. And what is
imported stays: looking for garbage among it is in vain, now and later.
"""

from __future__ import annotations

import gc

gc.disable()

import gridcounter.bootstrap  # noqa: E402
import gridcounter.services.backups  # noqa: E402
import gridcounter.services.demo  # noqa: E402
import gridcounter.services.offices  # noqa: E402
import gridcounter.services.record  # noqa: E402, F401  the window asks for it, not for its name

gc.freeze()
gc.enable()
