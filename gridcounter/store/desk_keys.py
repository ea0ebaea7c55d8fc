"""The keys of this desk, inside the encrypted record: by which its files are signed, and to which others seal theirs.

They stay when a restore or a new key gives the record a new device: by them the others know that it is the same desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gridcounter.core.record.journal import Head
from gridcounter.store.engine import Database


@dataclass(frozen=True, slots=True)
class DeskKey:
    """`signs_with` and `sealed_to` are public and entered; the other two are never shown."""

    signs_with: str
    sealed_to: str
    signing: bytes = field(repr=False)
    exchange: str = field(repr=False)

    def sign(self, content: bytes) -> str:
        """Ed25519, in hex."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(content).hex()


def desk_key(db: Database) -> DeskKey | None:
    """The keys of the desk that this file is of; None before it takes part in an exchange."""
    row = db.execute("SELECT signs_with, sealed_to, signing, exchange FROM desk_key").fetchone()
    return None if row is None else DeskKey(*row)


def make_desk_key(db: Database, exchange: str, sealed_to: str) -> DeskKey:
    """Keeps a new signing key beside the pair of age, in the caller's transaction, in place of any before."""
    private = Ed25519PrivateKey.generate()
    made = DeskKey(private.public_key().public_bytes_raw().hex(), sealed_to, private.private_bytes_raw(), exchange)
    db.execute("DELETE FROM desk_key")
    db.execute(
        "INSERT INTO desk_key (signs_with, sealed_to, signing, exchange) VALUES (?, ?, ?, ?)",
        [made.signs_with, made.sealed_to, made.signing, made.exchange],
    )
    return made


def vouched_words(signs_with: str, sealed_to: str) -> bytes:
    """What a desk signs for a copy of its folder that takes keys of its own."""
    return f"gridcounter-desk/1\n{signs_with}\n{sealed_to}\n".encode()


def known_of(db: Database, signs_with: str) -> dict[str, Head]:
    """The ends that this desk was last known to have; empty if nothing was heard of it."""
    rows = db.execute("SELECT device, seq, hash FROM known_of_desk WHERE signs_with = ?", [signs_with])
    return {device: Head(seq, digest) for device, seq, digest in rows}


def forget_known(db: Database, signs_with: str) -> None:
    """The next file for it holds everything that is here, but for what it entered itself that it has."""
    db.execute("DELETE FROM known_of_desk WHERE signs_with = ?", [signs_with])


def note_other_history(db: Database, signs_with: str, device: str) -> None:
    """It has another history of that device, until a file of it says more: what it has of this one is nothing."""
    db.execute(
        "INSERT INTO known_of_desk VALUES (?, ?, 0, '') "
        "ON CONFLICT (signs_with, device) DO UPDATE SET seq = 0, hash = ''",
        [signs_with, device],
    )


def note_known(db: Database, signs_with: str, heads: Mapping[str, Head], at: str) -> None:
    """What a file of that desk said it had, and when it was taken in; in the caller's transaction."""
    db.execute("DELETE FROM known_of_desk WHERE signs_with = ?", [signs_with])
    for device, head in heads.items():
        db.execute("INSERT INTO known_of_desk VALUES (?, ?, ?, ?)", [signs_with, device, head.seq, head.hash])
    db.execute(
        "INSERT INTO exchanged (signs_with, at) VALUES (?, ?) ON CONFLICT (signs_with) DO UPDATE SET at = excluded.at",
        [signs_with, at],
    )
