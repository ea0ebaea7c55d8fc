"""age (pyrage) over streams of any length.

pyrage tells of what a stream raised only as text, and nothing of a last write that failed: so the streams keep it.
What comes from outside is looked at first: pyrage reads the head of an age file anew for each of its lines, which
takes minutes where somebody wrote a megabyte of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from gridcounter import lazy
from gridcounter.services.desks.exchange_keys import KeyUnreadable

#: The keys of about a thousand desks.
HEAD_BYTES = 128 * 1024
_BEGINS, _HEAD_ENDS = b"age-encryption.org/v1\n", b"\n--- "
_NO_KEY_FITS = "No matching keys found"

Identity: TypeAlias = "Any"


class NotAge(Exception):
    """No whole file of age, as it was written."""


class NotSealedTo(NotAge):
    """None of the keys to which it is sealed belongs to the identity."""


class PulledFrom:
    """The pieces of an iterable, as pyrage reads them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), memoryview(b"")
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""
        try:
            while not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    return b""
                self._rest = memoryview(piece)
        except BaseException as wrong:
            self.raised = wrong
            raise
        size = len(self._rest) if size < 0 else size
        part, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return part


class PushedInto:
    """A function that takes what pyrage writes."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self._take = take
        self.raised: BaseException | None = None

    def write(self, data: bytes) -> int:
        """All of it. After a refusal nothing more: the rest would look like the beginning."""
        if self.raised is not None:
            raise self.raised
        try:
            self._take(data)
        except BaseException as wrong:
            self.raised = wrong
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def encrypt(pieces: Iterable[bytes], take: Callable[[bytes], object], recipients: Sequence[str]) -> None:
    """Raises what the iterable or the function raise, and KeyUnreadable."""
    try:
        keys = [lazy.pyrage.x25519.Recipient.from_str(public) for public in recipients]
    except lazy.pyrage.RecipientError as wrong:
        raise KeyUnreadable from wrong
    _carry(lazy.pyrage.encrypt_io, PulledFrom(pieces), PushedInto(take), keys)


def decrypt(pieces: Iterable[bytes], take: Callable[[bytes], object], identity: Identity) -> None:
    """`take` gets what is authentic so far: all is whole only on return.

    Raises NotAge, NotSealedTo, and what the iterable or the function raise.
    """
    _carry(lazy.pyrage.decrypt_io, PulledFrom(_looked_at(pieces)), PushedInto(take), [identity])


def identity_of(secret: str) -> Identity:
    """Raises KeyUnreadable."""
    try:
        return lazy.pyrage.x25519.Identity.from_str(secret)
    except lazy.pyrage.IdentityError as wrong:
        raise KeyUnreadable from wrong


def _carry(operation: Callable[..., None], source: PulledFrom, target: PushedInto, keys: list[Any]) -> None:
    try:
        operation(source, target, keys)
    except (lazy.pyrage.EncryptError, lazy.pyrage.DecryptError, OSError) as wrong:
        _raise_own(source, target)
        # a block that is not authentic, or an end that is missing, comes as an OSError
        raise (NotSealedTo if str(wrong) == _NO_KEY_FITS else NotAge) from wrong
    _raise_own(source, target)


def _raise_own(source: PulledFrom, target: PushedInto) -> None:
    for raised in (source.raised, target.raised):
        if raised is not None:
            raise raised


def _looked_at(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The same, once the head is known to be that of a binary age file and no longer than ours. Raises NotAge."""
    waiting = iter(pieces)
    begun = bytearray()
    while _HEAD_ENDS not in begun and len(begun) < HEAD_BYTES and (piece := next(waiting, None)) is not None:
        begun += piece
    if not begun.startswith(_BEGINS) or not 0 <= begun.find(_HEAD_ENDS) < HEAD_BYTES:
        raise NotAge
    yield bytes(begun)
    yield from waiting
