"""The key by which a device signs what leaves the office: its public part, its fingerprint, the line on papers."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.record.journal import Head

#: Hex digits of a hash that are printed: enough to tell one entry from another of the same device and place.
_SHORT_HASH = 8
_FINGERPRINT, _GROUP = 16, 4


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signer(_Part):
    """A device and its Ed25519 public key in hex."""

    device: str
    public_key: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def fingerprint(self) -> str:
        """As printed on papers: xxxx-xxxx-xxxx-xxxx."""
        return fingerprint(self.public_key)


class PackedSignature(_Part):
    """`signature` is Ed25519 in hex over the exact bytes of the manifest, which names the signer."""

    format: Literal["gridcounter-signature/1"] = "gridcounter-signature/1"
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")


def fingerprint(public_key: str) -> str:
    """The first 16 hex digits of the SHA-256 of the public key's bytes, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:_FINGERPRINT]
    return "-".join(digits[at : at + _GROUP] for at in range(0, _FINGERPRINT, _GROUP))


def is_fingerprint(given: str) -> bool:
    """Whether it has the digits of one, as people copy them: part of one, or a slip, proves nothing of the key."""
    return re.fullmatch(f"[0-9a-f]{{{_FINGERPRINT}}}", _bare(given)) is not None


def same_fingerprint(one: str, other: str) -> bool:
    """Compared as people copy them: capitals, spaces, hyphens and the width of characters do not matter."""
    return _bare(one) == _bare(other)


def anchor_words(signer: Signer, head: Head) -> str:
    """The last entry of the device when a paper is drawn, and by which key the office signs."""
    return f"台账 {signer.device}:{head.seq} · {head.hash[:_SHORT_HASH]}　签名指纹 {signer.fingerprint}"


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
