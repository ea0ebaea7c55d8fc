"""The exchange key of the office on its way to each desk, and the ends of devices as who pushed them signed them."""

from __future__ import annotations

import hashlib
import json

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.signing import Signer
from gridcounter.services.desks.age_streams import NotAge, decrypt, encrypt, identity_of
from gridcounter.services.desks.hub.boxes import PROTOCOL
from gridcounter.store.desk_keys import DeskKey
from gridcounter.store.hub.client import HubHead, KeyBox
from gridcounter.store.own_hub import KEY_BYTES, OfficeKey, keep_keys, new_office_key
from gridcounter.store.queries.desks import DeskRow
from gridcounter.store.signing import is_signed
from gridcounter.store.stores import WritingStores

_ADDRESS = 32
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def renew_key(stores: WritingStores, by: str, why: str) -> None:
    """From now on this desk seals with a new key; the others get it at the next exchange. In one transaction."""
    key = new_office_key()
    with stores.db.atomic():
        keep_keys(stores.db, [key])
        stores.journal.append(Act(Kind.EXCHANGE_KEY_RENEWED, {"key_id": key.key_id, "why": why}, by))


def address_of(signs_with: str) -> str:
    """By which the hub knows for whom a box is: it learns no key from it."""
    return hashlib.sha256(signs_with.encode()).hexdigest()[:_ADDRESS]


def key_box(key: OfficeKey, record: str, desk: DeskRow, own: DeskKey) -> KeyBox:
    """Only that desk opens it; signed, so that who put a wrong one there can be found."""
    box = bytearray()
    encrypt([key.key], box.extend, [desk.sealed_to])
    address = address_of(desk.signs_with)
    signed = _key_text(record, key.key_id, address, bytes(box))
    return KeyBox(key.key_id, address, bytes(box), own.signs_with, own.sign(signed))


def opened_key(found: KeyBox, own: DeskKey) -> OfficeKey | None:
    """None where it is not sealed to this desk, or is not the key that it is called.

    Who put it there need not be known: the id is the digest of the key, and no key seals that no entry names.
    """
    content = bytearray()
    try:
        decrypt([found.box], content.extend, identity_of(own.exchange))
    except NotAge:
        return None
    key = OfficeKey(bytes(content))
    return key if len(content) == KEY_BYTES and key.key_id == found.key_id else None


def signed_head(record: str, device: str, seq: int, digest: str, own: DeskKey) -> str:
    """What a desk says of the entries that it pushes: the last of them, and so all before."""
    return own.sign(_head_text(record, device, seq, digest))


def is_signed_head(record: str, device: str, head: HubHead) -> bool:
    """Whether by the key that it names; who that is, the caller asks."""
    return _signed(head.signed_by, head.signature, _head_text(record, device, head.seq, head.hash))


def _signed(public_key: str, signature: str, content: bytes) -> bool:
    try:
        return is_signed(Signer(device="", public_key=public_key), signature, content)
    except ValueError:  # no key, or no hex: from outside
        return False


def _key_text(record: str, key_id: str, address: str, box: bytes) -> bytes:
    return _encode(["gridcounter-hub-key", PROTOCOL, record, key_id, address, box.hex()]).encode()


def _head_text(record: str, device: str, seq: int, digest: str) -> bytes:
    return _encode(["gridcounter-hub-head", PROTOCOL, record, device, seq, digest]).encode()
