"""What fails in a handler of Qt's events that Python overrides.

PySide6 keeps the error until the call that led to the event returns, and Qt goes on meanwhile: 6.10 to 6.12 then lose a
reference to every override that is called for the first time, and the process ends soon after (docs/decisions/0030).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Handling = TypeVar("Handling")
Event = TypeVar("Event")


def told_at_once(handler: Callable[[Handling, Event], None]) -> Callable[[Handling, Event], None]:
    """For a handler that reads the record: what it raises goes to `sys.excepthook`, and Qt goes on."""

    @wraps(handler)
    def override(handling: Handling, event: Event) -> None:
        try:
            handler(handling, event)
        except Exception as error:  # noqa: BLE001  shown and logged as any other that nobody expected
            sys.excepthook(type(error), error, error.__traceback__)

    return override
