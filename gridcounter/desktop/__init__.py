"""The window."""

import gridcounter.desktop.runtime.preload  # noqa: F401  for what it loads
