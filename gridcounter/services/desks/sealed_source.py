"""A sealed file as it is read from its disk, and what is decrypted of it: both with their digests."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gridcounter.services.desks.contents import Limits
from gridcounter.services.desks.refusals import FileTooLong, FileUnreadable, SpoolFailed
from gridcounter.services.files.regular_files import open_regular
from gridcounter.store.spool import Spool

SIGNATURE_BYTES, CHECKSUM_BYTES = 64, 32
_AT_ONCE, _LONGEST_LINE = 256 * 1024, 48


class Source:
    """The file as it comes from its disk, to the checksum at its end."""

    def __init__(self, path: Path, file: BinaryIO, limits: Limits, halt: Callable[[], None]) -> None:
        size = os.fstat(file.fileno()).st_size
        if size > limits.file:
            raise FileTooLong(path, limits.file // 1024**3)
        self.path, self._file, self._halt = path, file, halt
        self._left, self._digest = size - CHECKSUM_BYTES, hashlib.sha256()

    def line(self) -> bytes:
        with taken_from(self.path):
            return self._counted(self._file.readline(_LONGEST_LINE))

    def read(self, size: int) -> bytes:
        """Fewer bytes, or none, where the checksum begins."""
        self._halt()
        with taken_from(self.path):
            return self._counted(self._file.read(max(min(size, self._left), 0)))

    def pieces(self) -> Iterator[bytes]:
        while piece := self.read(_AT_ONCE):
            yield piece

    def is_whole(self) -> bool:
        """Reads what is left."""
        for _ in self.pieces():
            pass
        with taken_from(self.path):
            return self._left == 0 and self._file.read(CHECKSUM_BYTES) == self._digest.digest()

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        self._digest.update(data)
        return data


class Signed:
    """What is signed, as it is decrypted; the signature behind it is known only at the end."""

    def __init__(self, spool: Spool) -> None:
        self._spool, self._digest, self._last = spool, hashlib.sha256(), bytearray()

    def take(self, data: bytes) -> None:
        with spooling():
            self._spool.write(data)
        self._last += data
        self._digest.update(self._last[:-SIGNATURE_BYTES])
        del self._last[:-SIGNATURE_BYTES]

    @property
    def digest(self) -> bytes:
        return self._digest.digest()

    @property
    def signature(self) -> str:
        return self._last.hex()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    with taken_from(path):
        file = open_regular(path)
    with file:
        yield file


@contextmanager
def private_spool(folder: Path) -> Iterator[Spool]:
    with spooling():
        spool = Spool(folder)
    with spool:
        yield spool


@contextmanager
def taken_from(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise FileUnreadable(path) from wrong


@contextmanager
def spooling() -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise SpoolFailed from wrong
