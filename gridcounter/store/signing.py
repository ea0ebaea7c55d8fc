"""The signing key of this device, inside the encrypted record; the public part is also an entry of the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.signing import Signer
from gridcounter.store.engine import Database
from gridcounter.store.journal.append import Journal
from gridcounter.store.journal.table_integrity import PartReplaced

_OF_THIS_DEVICE = "SELECT device, public, private FROM signing_key JOIN this_device USING (device)"
#: The last of these decides: a key that was found to be of an earlier time stands for no device any more.
_ENTERED = (
    "SELECT payload FROM journal WHERE application IS NULL AND device = (SELECT device FROM this_device) "
    "AND (kind = ? OR (kind = ? AND EXISTS (SELECT 1 FROM json_each(payload, '$.tables') WHERE value = ?))) "
    "ORDER BY seq DESC LIMIT 1"
)
#: The table, as it is named in an entry of tables that differed.
SIGNING_KEY = "signing_key"
_KEEP = "INSERT INTO signing_key (device, private, public) VALUES (?, ?, ?)"
# under the device that entered it, and under the one that had done so before the entry was entered again
_MADE = (
    "WITH made AS (SELECT device, seq, hlc, payload FROM journal WHERE kind = ? AND payload IS NOT NULL) "
    "SELECT device, payload FROM (SELECT device, hlc, payload FROM made UNION ALL SELECT given_up.device, hlc, payload "
    "FROM made JOIN given_up ON given_up.ref = made.device || ':' || made.seq) ORDER BY hlc"
)
_HANDED_OUT = (
    "SELECT entered_at FROM journal WHERE kind IN (?, ?) AND json_extract(payload, '$.sha256') = ? ORDER BY hlc"
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private part is for `sign` alone, and is never shown."""

    signer: Signer
    _private: bytes = field(repr=False)

    def sign(self, content: bytes) -> str:
        """Ed25519, in hex: equal content gives an equal signature."""
        return Ed25519PrivateKey.from_private_bytes(self._private).sign(content).hex()


def signing_key(db: Database) -> SigningKey | None:
    """The key of the device that writes into this file; None until one is made."""
    row = db.execute(_OF_THIS_DEVICE).fetchone()
    return None if row is None else SigningKey(Signer(device=row[0], public_key=row[1]), row[2])


def make_signing_key(db: Database, journal: Journal, clerk: str) -> SigningKey:
    """The key of this device, made and entered if there is none. Raises PartReplaced where the one it entered is gone.

    A device that a restore or a new key has replaced signs nothing more: its private part is not kept.
    """
    with db.atomic():
        known = signing_key(db)
        if known is not None:
            return known
        if _entered(db) is not None:
            raise PartReplaced
        private = Ed25519PrivateKey.generate()
        made = SigningKey(
            Signer(device=journal.device, public_key=private.public_key().public_bytes_raw().hex()),
            private.private_bytes_raw(),
        )
        db.execute("DELETE FROM signing_key")
        db.execute(_KEEP, [made.signer.device, private.private_bytes_raw(), made.signer.public_key])
        journal.append(Act(Kind.SIGNING_KEY_MADE, {"public_key": made.signer.public_key}, clerk))
    return made


def fits_its_entry(db: Database) -> bool:
    """Whether the key by which this device signs is the one that it entered last; true where it has made none."""
    try:
        key, entered = signing_key(db), _entered(db)
        if key is None:
            return entered is None
        return key.signer.public_key == entered and is_signed(key.signer, key.sign(b""), b"")
    except (ValueError, KeyError, TypeError):  # not what the program writes there
        return False


def forget_other_key(db: Database) -> bool:
    """Removes a key that is not the one that this device entered; whether there was one, or that one is gone."""
    if fits_its_entry(db):
        return False
    db.execute("DELETE FROM signing_key")
    return True


def _entered(db: Database) -> str | None:
    row = db.execute(_ENTERED, [Kind.SIGNING_KEY_MADE, Kind.TABLES_DIFFERED, SIGNING_KEY]).fetchone()
    return None if row is None else json.loads(row[0]).get("public_key")


def signers(db: Database) -> tuple[Signer, ...]:
    """Every key that a device of this record has made, by the entries."""
    rows = db.execute(_MADE, [Kind.SIGNING_KEY_MADE]).fetchall()
    return tuple(Signer(device=device, public_key=json.loads(payload)["public_key"]) for device, payload in rows)


def handed_out_at(db: Database, sha256: str) -> str | None:
    """When a bundle or package of this digest was entered; None if none was."""
    row = db.execute(_HANDED_OUT, [Kind.EVIDENCE_BUNDLED, Kind.FILING_EXPORTED, sha256]).fetchone()
    return None if row is None else str(row[0])


def is_signed(signer: Signer, signature: str, content: bytes) -> bool:
    """Whether the signature is by this signer's key and over exactly these bytes."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.public_key))
        key.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
