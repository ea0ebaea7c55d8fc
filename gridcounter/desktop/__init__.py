"""The window.

Importing any part of it first applies the workaround for PySide6's None reference count (`none_refcount`).
"""

import gridcounter.desktop.runtime.preload  # noqa: F401  for what it loads
from gridcounter.desktop.runtime.none_refcount import keep_none_alive

keep_none_alive()
