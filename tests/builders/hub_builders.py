"""Boxes as a desk pushes them: sealed contents are any bytes to a hub, and their hashes a chain."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gridcounter.core.record.journal import FIRST
from gridcounter.store.hub.client import Hub

SIGNER, SIGNATURE = "ab" * 32, "cd" * 64


@dataclass(frozen=True)
class Chain:
    """Entries of one device; two of different `history` differ from the entry `forked` on."""

    device: str = "1f2e3d4c5b6a7988"
    history: str = ""
    forked: int = 1

    def box(self, seq: int) -> tuple[str, bytes]:
        """The hash and the box of one."""
        tail = self.history if seq >= self.forked else ""
        return hashlib.sha256(f"{self.device} {seq} {tail}".encode()).hexdigest(), f"sealed {seq} {tail}".encode()

    def boxes(self, first: int, last: int) -> list[tuple[str, bytes]]:
        return [self.box(seq) for seq in range(first, last + 1)]

    def before(self, seq: int) -> str:
        """The hash to which this one is chained."""
        return FIRST if seq == 1 else self.box(seq - 1)[0]

    def push(self, hub: Hub, first: int, last: int, signature: str = SIGNATURE) -> int:
        return hub.push(self.device, first, self.before(first), self.boxes(first, last), SIGNER, signature)
