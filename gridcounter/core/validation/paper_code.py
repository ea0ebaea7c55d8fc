"""The QR code on a paper of ours: whose it is, which paper, which version, and the digest of its contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"GC1:([^:\s]{1,64}):([a-z_]+):(\d{1,6}):([0-9a-f]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PaperCode:
    """`short_code` is the query code of the application; on drawer sheets its number."""

    short_code: str
    paper: str
    version: int
    content_hash: str


def read_code(text: str) -> PaperCode | None:
    """None for any other text: other codes lie on the same table."""
    match = _CODE.fullmatch(text.strip())
    return None if match is None else PaperCode(match[1], match[2].lower(), int(match[3]), match[4].lower())
