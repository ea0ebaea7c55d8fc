"""A temporary file for what must not lie readable on the disk: each block is encrypted, the key is in memory alone."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BLOCK, _NONCE, _TAG = 64 * 1024, 12, 16


class Spool:
    """Written once, then read as often as wanted; however the program ends, nothing of it can be read afterwards.

    It lies in the given folder: that of the record, whose disk has room for what is taken in. Raises OSError.
    """

    def __init__(self, folder: Path) -> None:
        # 0600 and without a name, or deleted by Windows when it is closed
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed by __exit__
        self._cipher = AESGCM(AESGCM.generate_key(bit_length=256))
        self._waiting, self._blocks = bytearray(), 0
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        """Not after something was read."""
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) >= _BLOCK:
            self._put(bytes(self._waiting[:_BLOCK]))
            del self._waiting[:_BLOCK]

    def reader(self, start: int = 0, end: int | None = None) -> io.BufferedReader:
        """From one place to another, with a position of its own. Raises OSError where others wrote into the file."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()
        return io.BufferedReader(_Between(self, start, self.size if end is None else end), _BLOCK)

    def block(self, number: int) -> bytes:
        """The last one is shorter than the others. Raises OSError."""
        self._file.seek(number * (_BLOCK + _TAG))
        sealed = self._file.read(_BLOCK + _TAG)
        try:
            return self._cipher.decrypt(_nonce(number), sealed, None)
        except Exception as wrong:  # InvalidTag has no message
            raise OSError("the temporary file was changed") from wrong

    def _put(self, block: bytes) -> None:
        # a key of its own for each spool, and each number once: no nonce comes twice
        self._file.write(self._cipher.encrypt(_nonce(self._blocks), block, None))
        self._blocks += 1


class _Between(io.RawIOBase):
    def __init__(self, spool: Spool, start: int, end: int) -> None:
        self._spool, self._at, self._end = spool, start, end
        self._number, self._block = -1, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what io asks for
        number, offset = divmod(self._at, _BLOCK)
        size = min(len(buffer), self._end - self._at, _BLOCK - offset)
        if size <= 0:
            return 0
        if number != self._number:
            self._number, self._block = number, self._spool.block(number)
        buffer[:size] = self._block[offset : offset + size]
        self._at += size
        return size


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE, "big")
