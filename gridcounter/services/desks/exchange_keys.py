"""The key to which other desks seal what they send to this one: an X25519 identity of age."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from gridcounter import lazy
from gridcounter.errors import Fault

_FINGERPRINT, _GROUP = 16, 4


class KeyUnreadable(Fault):
    """A key on record is not what the program writes there."""

    def __init__(self) -> None:
        super().__init__("台账里登记的交换钥匙读不出来，请用 gridcounter record verify 核对台账")


@dataclass(frozen=True, slots=True)
class ExchangeKey:
    """`secret` (AGE-SECRET-KEY-1…) belongs into the encrypted record and nowhere else; `public` (age1…) is entered."""

    public: str
    secret: str = field(repr=False)


def new_exchange_key() -> ExchangeKey:
    """Drawn from the system's randomness; whoever calls it keeps it."""
    made = lazy.pyrage.x25519.Identity.generate()
    return ExchangeKey(str(made.to_public()), str(made))


def public_of(secret: str) -> str:
    """The public key, age1…, that belongs to a secret one. Raises KeyUnreadable."""
    try:
        return str(lazy.pyrage.x25519.Identity.from_str(secret).to_public())
    except lazy.pyrage.IdentityError as wrong:
        raise KeyUnreadable from wrong


def key_fingerprint(public: str) -> str:
    """The first 16 hex digits of the SHA-256 of the public key as text, in groups of four."""
    digits = hashlib.sha256(public.encode()).hexdigest()[:_FINGERPRINT]
    return "-".join(digits[at : at + _GROUP] for at in range(0, _FINGERPRINT, _GROUP))
