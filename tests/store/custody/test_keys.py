"""The keys file: what opens it, and a separate message for each way of not opening."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, PASSPHRASE

from gridcounter.store.custody import keys
from gridcounter.store.custody.keys import (
    KEYS_FILE,
    KeysDamaged,
    KeysTooNew,
    WrongPassphrase,
    WrongRecoveryCode,
    affordable,
    change_passphrase,
    create_keys,
    unlock,
    unlock_with_code,
)


def test_passphrase_and_recovery_code_open_the_same_key(tmp_path: Path) -> None:
    key, code = create_keys(tmp_path, PASSPHRASE, cost=CHEAP)

    assert unlock(tmp_path, PASSPHRASE) == unlock_with_code(tmp_path, code) == key
    assert len(key) == 32
    assert len(code.replace("-", "")) == 32


def test_a_recovery_code_is_read_as_it_is_copied_from_paper(tmp_path: Path) -> None:
    key, code = create_keys(tmp_path, PASSPHRASE, cost=CHEAP)
    full_width = "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in code)

    for typed in (code.lower(), code.replace("-", " "), f" {code} ", full_width):
        assert unlock_with_code(tmp_path, typed) == key


def test_a_passphrase_in_full_width_opens_the_record(tmp_path: Path) -> None:
    key, _ = create_keys(tmp_path, "ABCabc123", cost=CHEAP)

    assert unlock(tmp_path, "ＡＢＣａｂｃ１２３") == key


@pytest.mark.parametrize("typed", ["", "一个足够长的口", PASSPHRASE + " ", "\udcff" * 8])
def test_a_wrong_passphrase_is_reported_as_such(tmp_path: Path, typed: str) -> None:
    create_keys(tmp_path, PASSPHRASE, cost=CHEAP)

    with pytest.raises(WrongPassphrase, match="口令不对"):
        unlock(tmp_path, typed)
    with pytest.raises(WrongRecoveryCode, match="恢复码不对"):
        unlock_with_code(tmp_path, typed)


def test_a_new_passphrase_wraps_the_same_key(tmp_path: Path) -> None:
    key, code = create_keys(tmp_path, PASSPHRASE, cost=CHEAP)

    change_passphrase(tmp_path, key, "另外一个够长的口令", cost=CHEAP)

    assert unlock(tmp_path, "另外一个够长的口令") == unlock_with_code(tmp_path, code) == key
    with pytest.raises(WrongPassphrase):
        unlock(tmp_path, PASSPHRASE)


def test_a_missing_keys_file_is_not_a_wrong_passphrase(tmp_path: Path) -> None:
    with pytest.raises(KeysDamaged, match="缺失或已损坏"):
        unlock(tmp_path, PASSPHRASE)


def test_any_damaged_byte_of_the_keys_file_is_damage_and_not_a_wrong_passphrase(tmp_path: Path) -> None:
    create_keys(tmp_path, PASSPHRASE, cost=CHEAP)
    path = tmp_path / KEYS_FILE
    sound = path.read_bytes()
    for place in range(0, len(sound), 7):
        damaged = bytearray(sound)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        if json.loads(sound) == _or_none(bytes(damaged)):
            continue  # white space
        with pytest.raises((KeysDamaged, KeysTooNew)):
            unlock(tmp_path, PASSPHRASE)


@pytest.mark.parametrize(
    "content", ["", "[]", "[" * 100_000, "null", '{"format": 1}', '{"format": 1, "wraps": [], "sha256": ""}']
)
def test_what_is_no_keys_file_is_damage(tmp_path: Path, content: str) -> None:
    (tmp_path / KEYS_FILE).write_text(content, "utf-8")

    with pytest.raises(KeysDamaged):
        unlock(tmp_path, PASSPHRASE)


def test_keys_of_a_newer_program_are_reported_as_such(tmp_path: Path) -> None:
    create_keys(tmp_path, PASSPHRASE, cost=CHEAP)
    path = tmp_path / KEYS_FILE
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 3}), "utf-8")

    with pytest.raises(KeysTooNew, match="更新本机的程序"):
        unlock(tmp_path, PASSPHRASE)


def test_the_key_itself_is_nowhere_in_the_file(tmp_path: Path) -> None:
    key, code = create_keys(tmp_path, PASSPHRASE, cost=CHEAP)
    written = (tmp_path / KEYS_FILE).read_bytes()

    assert key not in written
    assert key.hex().encode() not in written
    assert code.encode() not in written


def _or_none(raw: bytes) -> object:
    try:
        found: object = json.loads(raw)
    except ValueError:
        return None
    return found


def test_no_random_value_of_the_keys_file_is_repeated(tmp_path: Path) -> None:
    """A nonce or a salt that is used again gives the key away to who has both files."""
    seen: list[str] = []

    def look(folder: Path, names: tuple[str, ...]) -> None:
        wraps = json.loads((folder / KEYS_FILE).read_text("utf-8"))["wraps"]
        seen.extend(wraps[name][part] for name in names for part in ("salt", "nonce", "box"))

    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        key, _ = create_keys(folder, PASSPHRASE, cost=CHEAP)
        look(folder, ("passphrase", "recovery"))
        change_passphrase(folder, key, PASSPHRASE, cost=CHEAP)
        look(folder, ("passphrase",))
    assert len(set(seen)) == len(seen) == 18
    assert not any(set(text.rstrip("=")) == {"A"} for text in seen), "all zero"


@pytest.mark.parametrize(
    "costs",
    [
        {"memory_kib": 16 * 1024 * 1024},
        {"memory_kib": 2**40},
        {"memory_kib": 1024 * 1024, "passes": 2**31 - 1},
        {"passes": 2**40},
        {"lanes": 2**24 - 1, "memory_kib": 1024 * 1024},
        {"passes": 0},
        {"passes": -1, "memory_kib": -1},
    ],
    ids=str,
)
def test_a_keys_file_that_asks_for_hours_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, costs: dict[str, int]
) -> None:
    """With a checksum that is right. Nothing is derived that would take the time."""
    create_keys(tmp_path, PASSPHRASE, cost=CHEAP)
    found = json.loads((tmp_path / KEYS_FILE).read_text("utf-8"))
    found["wraps"]["passphrase"] |= costs
    found["sha256"] = hashlib.sha256(json.dumps(found["wraps"], sort_keys=True).encode()).hexdigest()
    (tmp_path / KEYS_FILE).write_text(json.dumps(found), "utf-8")

    def no_more(*_: object, **more: object) -> bytes:
        raise AssertionError(more)

    monkeypatch.setattr(keys, "hash_secret_raw", no_more)
    with pytest.raises(KeysDamaged):
        unlock(tmp_path, PASSPHRASE)


def test_of_false_keys_files_no_more_are_tried_than_cost_a_few_seconds(tmp_path: Path) -> None:
    places = [tmp_path / str(number) for number in range(9)]
    for number, place in enumerate(places):
        place.mkdir()
        create_keys(place, "一个足够长的口令", cost=CHEAP)
        if number > 1:
            raw = json.loads((place / KEYS_FILE).read_text())
            raw["wraps"]["passphrase"] |= {"memory_kib": 2**20, "passes": 3}
            raw["sha256"] = hashlib.sha256(json.dumps(raw["wraps"], sort_keys=True).encode()).hexdigest()
            (place / KEYS_FILE).write_text(json.dumps(raw))

    found = affordable(reversed(places))

    assert {*found[:2]} == {*places[:2]}
    assert len(found) == 3


def test_the_wrap_of_an_old_passphrase_in_the_place_of_the_codes_makes_no_code_of_it(tmp_path: Path) -> None:
    """It needs a text editor alone: the first wraps of both are authenticated alike, and the checksum is nobody's."""
    old = "HUANGHEKANDUH273948"  # letters that a code may have, too
    key, code = create_keys(tmp_path, old, cost=CHEAP)
    before = json.loads((tmp_path / KEYS_FILE).read_text())["wraps"]["passphrase"]
    change_passphrase(tmp_path, key, "另一个足够长的口令", cost=CHEAP)
    kept = json.loads((tmp_path / KEYS_FILE).read_text())
    wraps = kept["wraps"] | {"recovery": before}
    digest = hashlib.sha256(json.dumps(wraps, sort_keys=True).encode()).hexdigest()
    (tmp_path / KEYS_FILE).write_text(json.dumps(kept | {"wraps": wraps, "sha256": digest}))

    for secret in (old, code):
        with pytest.raises(WrongRecoveryCode):
            unlock_with_code(tmp_path, secret)
