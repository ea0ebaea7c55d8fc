"""What the running program keeps from the other users of the machine: its memory and the files it makes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE = 4
#: Reports of a fault hold no heap, where the key lies.
_WER_FAULT_REPORTING_FLAG_NOHEAP = 1


def keep_private() -> None:
    """Call it once, first of all: files are then made for their owner only, and the memory cannot be dumped or traced.

    The key of the record and the passphrase lie in that memory. Where the system offers no such setting, nothing
    happens; the swap and the image of hibernation are the administrator's.
    """
    if os.name == "posix":
        os.umask(0o077)
        _forbid_core()
    if sys.platform == "linux":
        # the system gives /proc/PID to root: who wants to find this process reads its status, not its exe
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.windll.kernel32.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP)


def _forbid_core() -> None:
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
