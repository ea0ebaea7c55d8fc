"""The entry point of the `gridcounter-desk` script."""

from __future__ import annotations

import gc
import sys

from gridcounter.privacy import keep_private


def run() -> None:
    """Ends the process with the exit code."""
    keep_private()
    # until the window is shown there is no garbage to collect, and from then on its collector does it; what Qt's
    # modules enter while they are loaded would be looked through again and again
    gc.disable()
    from gridcounter.desktop.app import main

    sys.exit(main(sys.argv[1:]))
