"""What a spreadsheet program makes of a text that is typed or pasted into it."""

from __future__ import annotations

import re

#: First characters that turn a typed text into a formula; a Chinese Excel takes those of full width too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: Read as a number, a day, a time or a share, whatever was meant.
_NUMERIC = re.compile(r"[\d\s.,:/()%eE+-]*\d[\d\s.,:/()%eE+-]*")
#: What comes out as it went in. A number keeps fifteen digits, and no zero in front.
_UNCHANGED = re.compile(r"\d{4}-\d\d-\d\d|0|[1-9]\d{0,14}")


def to_be_pasted(text: str) -> str:
    """One line, with an apostrophe in front where it would be calculated, or come out as another number or as a day."""
    line = " ".join(text.split())
    numeric = _NUMERIC.fullmatch(line) is not None and _UNCHANGED.fullmatch(line) is None
    return f"'{line}" if numeric or line.startswith(FORMULA) else line
