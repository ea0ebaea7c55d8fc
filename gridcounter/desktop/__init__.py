"""The window. Importing any part of it first works around PySide6's reference counting of None (`none_care`)."""

import gridcounter.desktop.before_qt  # noqa: F401  for what it loads
from gridcounter.desktop.none_care import keep_none_alive

keep_none_alive()
