"""The record key: 32 random bytes, wrapped for the passphrase and for the recovery sheet in `record.keys`.

A new passphrase only wraps the key again, as the next generation: the record keeps the number of the newest wrap, and
an older file is refused although its passphrase fits. The file carries its own checksum and the wrap is authenticated:
a damaged keys file, a wrong passphrase and a damaged database have three different messages.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gridcounter.core.validation.passphrases import CODE_CHARACTERS, CODE_LENGTH
from gridcounter.errors import Refusal
from gridcounter.store.files import open_regular, replace_file

KEYS_FILE = "record.keys"
KEY_BYTES = 32
_GROUP = 4
#: Bytes; ours has one thousand.
_LONGEST = 256 * 1024
_PASSPHRASE, _RECOVERY = "passphrase", "recovery"
#: Files with a generation above the first: a program that does not know generations must not take them for damaged.
_FORMAT = 2
_WITHOUT_GENERATIONS = 1
_FIRST = 1
_NO_WRAP = (KeyError, TypeError, ValueError, HashingError, MemoryError, OverflowError)


class WrongPassphrase(Refusal):
    """The keys file is intact and the passphrase does not open it."""

    sentence = "口令不对，请核对大小写和输入法后重试；忘记口令的，可以用恢复单上的恢复码打开"


class WrongRecoveryCode(Refusal):
    """The keys file is intact and the code does not open it."""

    sentence = "恢复码不对，请照恢复单逐字核对（恢复码里没有 0、O、1、I、L）"


class KeysDamaged(Refusal):
    """The keys file is missing, or its checksum or contents are wrong."""

    def __init__(self, name: str) -> None:
        super().__init__(f"密钥文件 {name} 缺失或已损坏，请从最近的备份恢复这个文件")


class KeysOutdated(KeysDamaged):
    """The keys file is of before the passphrase was changed or the key renewed: somebody put an old one there."""

    def __init__(self) -> None:
        Refusal.__init__(
            self,
            f"密钥文件 {KEYS_FILE} 不是现在的那一份，是改口令或换钥匙以前的，不能再用；"
            "请用现在的口令，从最近的备份恢复这个文件（备份也都是以前的，用恢复单上的恢复码打开），并查明是谁换的",
        )


class KeysReplaced(KeysDamaged):
    """Another file lies in the place of the keys file by which the record was opened."""

    def __init__(self) -> None:
        Refusal.__init__(
            self,
            f"台账打开以后，密钥文件 {KEYS_FILE} 被换成了另一份，这一步没有做；"
            "请关闭台账，用现在的口令再打开，照提示从备份恢复这个文件，并查明是谁换的",
        )


class KeysTooNew(Refusal):
    """The keys file has a format of a later program."""

    sentence = "这份台账的密钥由更新版本的程序写成，请先更新本机的程序再打开"


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id: passes, KiB of memory, lanes. Stored in the file, so that it can be raised later."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 2


#: KiB of one derivation, and of all its passes together: seconds on an office PC, whatever a keys file asks for.
_MOST_MEMORY, _MOST_WORK, _MOST_LANES = 1024 * 1024, 4 * 1024 * 1024, 16

#: The low end of OWASP's advice of 2023; about a tenth of a second on an office PC.
OFFICE_COST = Cost()


class KeysInUse:
    """The keys file of an open record.

    It is asked before the file is copied or believed: one that is put there while the record is open would otherwise go
    into every backup, and no passphrase of this record would open any of them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.changed()

    def own(self) -> bytes:
        """The contents of the file, which are those of the opening. Raises KeysDamaged, KeysReplaced, KeysTooNew."""
        check_whole(self._folder)
        with suppress(OSError):
            if contents(self._folder) == self._content:
                return self._content
        raise KeysReplaced

    def prove(self, passphrase: str) -> None:
        """Raises WrongPassphrase, and as `own`: the passphrase of a file that somebody brought proves nothing."""
        self.own()
        unlock(self._folder, passphrase)

    def changed(self) -> None:
        """After the program itself wrote the file."""
        self._content = b""
        with suppress(OSError):  # a record whose keys file is gone is opened all the same by a key at hand
            self._content = contents(self._folder)


def create_keys(folder: Path, passphrase: str, *, cost: Cost = OFFICE_COST) -> tuple[bytes, str]:
    """A new record key and the recovery code to print; writes the keys file.

    What a passphrase must withstand, `core.validation.passphrases` says: the services ask it before.
    """
    key, code = secrets.token_bytes(KEY_BYTES), new_recovery_code()
    wraps = {_PASSPHRASE: _wrap(key, passphrase, cost), _RECOVERY: _wrap(key, _plain(code), cost)}
    _write(folder, wraps)
    return key, code


def unlock(folder: Path, passphrase: str) -> bytes:
    """The record key, 32 bytes. Raises WrongPassphrase, KeysDamaged, KeysTooNew.

    Takes a noticeable time by design (Argon2id).
    """
    key = _unwrap(folder, _PASSPHRASE, passphrase)
    if key is None:
        raise WrongPassphrase
    return key


def unlock_with_code(folder: Path, code: str) -> bytes:
    """The record key by the code of the recovery sheet. Raises WrongRecoveryCode, KeysDamaged, KeysTooNew.

    Only what has the length of a code is tried: the wrap of an old passphrase, put in the place of this one, would make
    that passphrase a code.
    """
    check_whole(folder)
    plain = _plain(code)
    key = _unwrap(folder, _RECOVERY, plain) if len(plain) == CODE_LENGTH else None
    if key is None:
        raise WrongRecoveryCode
    return key


def change_passphrase(folder: Path, key: bytes, passphrase: str, *, cost: Cost = OFFICE_COST, above: int = 0) -> int:
    """Wraps the same key for a new passphrase; the recovery sheet stays valid.

    Returns the generation of the new wrap: one more than that of the old one, and than `above`.
    """
    wraps = _read(folder)
    generation = max(_generation_of(wraps), above) + 1
    wraps[_PASSPHRASE] = _wrap(key, passphrase, cost, generation)
    _write(folder, wraps)
    return generation


def generation_of(folder: Path) -> int:
    """The number of the wrap for the passphrase: 1 from the beginning, one more with each new passphrase.

    It is authenticated with the wrap, so it counts only after `unlock`. Raises KeysDamaged, KeysTooNew.
    """
    return _generation_of(_read(folder))


def contents(folder: Path) -> bytes:
    """The keys file as it is. Raises OSError for none, a pipe, or one that is far too long."""
    with open_regular(folder / KEYS_FILE) as source:
        found = source.read(_LONGEST + 1)
    if len(found) > _LONGEST:
        raise OSError(errno.EFBIG, "no keys file")
    return found


def affordable(folders: Iterable[Path]) -> list[Path]:
    """Those with different keys files, the cheapest to try first, as many as may be tried together.

    Whoever lays false backups beside the record could otherwise make a wrong passphrase take minutes.
    """
    costs: dict[bytes, tuple[int, Path]] = {}
    for folder in folders:
        with suppress(OSError, Refusal, KeyError, TypeError, ValueError, OverflowError):
            work = max(int(wrap["passes"]) * int(wrap["memory_kib"]) for wrap in _read(folder).values())
            costs.setdefault(contents(folder), (work, folder))
    spent, found = 0, []
    for work, folder in sorted(costs.values(), key=lambda one: one[0]):
        spent += work
        if spent <= _MOST_WORK:
            found.append(folder)
    return found


def check_whole(folder: Path) -> None:
    """Raises KeysDamaged, KeysTooNew. Needs no secret; call it before the file replaces a good one."""
    _read(folder)


def new_recovery_code() -> str:
    """Random groups joined by dashes, from an alphabet without 0, O, 1, I and L."""
    groups = ("".join(secrets.choice(CODE_CHARACTERS) for _ in range(_GROUP)) for _ in range(CODE_LENGTH // _GROUP))
    return "-".join(groups)


def seal_with_code(content: bytes, code: str, *, cost: Cost = OFFICE_COST) -> bytes:
    """A short content for whoever has the code, wrapped as the record key is for the recovery sheet."""
    return json.dumps(_wrap(content, _plain(code), cost)).encode()


def open_with_code(sealed: bytes, code: str) -> bytes | None:
    """None if the code is another one. Raises ValueError for what `seal_with_code` does not make."""
    plain = _plain(code)
    if len(plain) != CODE_LENGTH:
        return None
    try:
        return _opened(json.loads(sealed), plain)
    except (*_NO_WRAP, AttributeError, RecursionError) as wrong:
        raise ValueError from wrong


def _plain(code: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", code).upper() if char in CODE_CHARACTERS)


def _wrap(key: bytes, secret: str, cost: Cost, generation: int = _FIRST) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    box = AESGCM(_derive(secret, salt, cost)).encrypt(nonce, key, _bound(generation))
    numbered = {"generation": generation} if generation > _FIRST else {}
    return numbered | {
        "salt": _text(salt),
        "nonce": _text(nonce),
        "box": _text(box),
        "passes": cost.passes,
        "memory_kib": cost.memory_kib,
        "lanes": cost.lanes,
    }


def _unwrap(folder: Path, name: str, secret: str) -> bytes | None:
    """The key, or None if the secret is not the one it was wrapped for."""
    try:
        return _opened(_read(folder)[name], secret)
    except _NO_WRAP as wrong:
        raise KeysDamaged(KEYS_FILE) from wrong


def _opened(wrap: dict[str, Any], secret: str) -> bytes | None:
    """Raises one of _NO_WRAP."""
    salt, nonce, box = (base64.b64decode(wrap[part], validate=True) for part in ("salt", "nonce", "box"))
    cost = _bearable(Cost(int(wrap["passes"]), int(wrap["memory_kib"]), int(wrap["lanes"])))
    try:
        return AESGCM(_derive(secret, salt, cost)).decrypt(nonce, box, _bound(int(wrap.get("generation", _FIRST))))
    except InvalidTag:
        return None


def _bound(generation: int) -> bytes | None:
    """What the wrap is authenticated with: without the passphrase nobody gives an old wrap a new number."""
    return None if generation == _FIRST else f"generation {generation}".encode()


def _generation_of(wraps: dict[str, Any]) -> int:
    try:
        return int(wraps[_PASSPHRASE].get("generation", _FIRST))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise KeysDamaged(KEYS_FILE) from wrong


def _bearable(cost: Cost) -> Cost:
    """Raises ValueError: whoever can write the file could make opening take hours, or all of the memory."""
    work = cost.passes * cost.memory_kib
    if min(cost.passes, cost.memory_kib, cost.lanes) < 1 or work > _MOST_WORK:
        raise ValueError
    if cost.memory_kib > _MOST_MEMORY or cost.lanes > _MOST_LANES:
        raise ValueError
    return cost


def _derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Normalises the secret first: equal characters are the same passphrase in any width or composition that an input
    method produces.
    """
    plain = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    return hash_secret_raw(plain, salt, cost.passes, cost.memory_kib, cost.lanes, hash_len=KEY_BYTES, type=Type.ID)


def _read(folder: Path) -> dict[str, Any]:
    """The wraps by their name."""
    try:
        found = json.loads(contents(folder).decode("utf-8"))
        wraps, version, checksum = found["wraps"], int(found["format"]), found["sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError) as wrong:
        raise KeysDamaged(KEYS_FILE) from wrong
    if version > _FORMAT:
        raise KeysTooNew
    if checksum != _checksum(wraps) or not isinstance(wraps, dict):
        raise KeysDamaged(KEYS_FILE)
    return wraps


def _write(folder: Path, wraps: dict[str, Any]) -> None:
    version = _WITHOUT_GENERATIONS if _generation_of(wraps) == _FIRST else _FORMAT
    keys = {"format": version, "wraps": wraps, "sha256": _checksum(wraps)}
    replace_file(folder / KEYS_FILE, json.dumps(keys, indent=1).encode())


def _checksum(wraps: object) -> str:
    return hashlib.sha256(json.dumps(wraps, sort_keys=True).encode()).hexdigest()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
