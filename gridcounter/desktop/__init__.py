"""The window. Whatever of it is imported first takes care of None before Qt can lose it."""

import gridcounter.desktop.before_qt  # noqa: F401  for what it loads
from gridcounter.desktop.none_care import keep_none_alive

keep_none_alive()
