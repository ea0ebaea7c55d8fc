"""Reads the files of a record as a person with the key and a tool would: page by page, free space included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
WAL_HEAD, FRAME_HEAD = 32, 24


def everything_in(folder: Path, key: bytes) -> bytes:
    """Every page of every database file below, and of the logs beside them, decrypted."""
    whole = bytearray()
    for path in sorted(folder.rglob("*.db*")):
        if path.name.endswith("-shm"):
            continue
        content = path.read_bytes()
        pages = _frames(content) if path.name.endswith("-wal") else _pages(content)
        for number, page in pages:
            whole += _decrypted(page, key, first=number == 1)
    return bytes(whole)


def found_in(whole: bytes, secrets: Iterable[str]) -> list[str]:
    return [secret for secret in secrets if secret.encode() in whole]


def _pages(content: bytes) -> Iterator[tuple[int, bytes]]:
    for place in range(0, len(content), PAGE):
        yield place // PAGE + 1, content[place : place + PAGE]


def _frames(content: bytes) -> Iterator[tuple[int, bytes]]:
    for place in range(WAL_HEAD, len(content), FRAME_HEAD + PAGE):
        frame = content[place : place + FRAME_HEAD + PAGE]
        yield int.from_bytes(frame[:4], "big"), frame[FRAME_HEAD:]


def _decrypted(page: bytes, key: bytes, *, first: bool) -> bytes:
    """SQLCipher 4: AES-256-CBC, the vector at the head of what is reserved at the end of each page."""
    if len(page) < PAGE or not any(page):
        return page
    end = PAGE - RESERVED
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
    return cipher.update(page[SALT if first else 0 : end]) + cipher.finalize()
