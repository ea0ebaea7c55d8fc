"""age over streams: nothing that a stream refuses is lost, and no head from outside takes longer than ours."""

from __future__ import annotations

from collections.abc import Iterator

import pyrage
import pytest

from gridcounter.services.desks.age_streams import (
    HEAD_BYTES,
    NotAge,
    NotSealedTo,
    PulledFrom,
    PushedInto,
    decrypt,
    encrypt,
    identity_of,
)
from gridcounter.services.desks.exchange_keys import KeyUnreadable, key_fingerprint, new_exchange_key, public_of

KEY, OTHER = new_exchange_key(), new_exchange_key()


def sealed(content: bytes, *recipients: str) -> bytes:
    written = bytearray()
    encrypt([content], written.extend, recipients or [KEY.public])
    return bytes(written)


def refused(content: bytes) -> type[NotAge]:
    with pytest.raises(NotAge) as found:
        decrypt([content], lambda _: None, identity_of(KEY.secret))
    return type(found.value)


@pytest.mark.parametrize("many", [0, 1, 65535, 65536, 65537, 200_000])
def test_pieces_of_any_size_come_out_whole(many: int) -> None:
    content, written, read = bytes(many), bytearray(), bytearray()
    encrypt([content[: many // 3], b"", content[many // 3 :]], written.extend, [OTHER.public, KEY.public])
    decrypt([bytes(written[:10]), bytes(written[10:])], read.extend, identity_of(KEY.secret))
    assert bytes(read) == content


def test_the_library_says_nothing_of_a_last_write_that_failed() -> None:
    """Its own buffer is written when it is thrown away: without the streams of ours a torn file would look whole."""

    class Full:
        def write(self, _: bytes) -> int:
            raise OSError(28, "no space")

        def flush(self) -> None:
            pass

    pyrage.encrypt_io(PulledFrom([b"x"]), Full(), [pyrage.x25519.Recipient.from_str(KEY.public)])


@pytest.mark.parametrize("reading", [False, True], ids=["encrypted", "decrypted"])
def test_a_write_that_fails_is_told_wherever_it_fails(reading: object) -> None:
    content = sealed(bytes(200_000))

    def written(fails_at: int | None) -> int:
        many = 0

        def take(_: bytes) -> None:
            nonlocal many
            if many == fails_at:
                raise OSError(28, "no space")
            many += 1

        if reading:
            decrypt([content], take, identity_of(KEY.secret))
        else:
            encrypt([bytes(200_000)], take, [KEY.public])
        return many

    many = written(None)
    assert many >= 4
    for fails_at in range(many):
        with pytest.raises(OSError, match="no space"):
            written(fails_at)


def test_after_a_refusal_nothing_more_is_written() -> None:
    taken: list[bytes] = []

    def take(data: bytes) -> None:
        taken.append(data)
        raise OSError

    target = PushedInto(take)
    for _ in range(2):
        with pytest.raises(OSError):  # noqa: PT011  it has no words
            target.write(b"x")
    assert len(taken) == 1


def test_what_the_pieces_raise_comes_out_as_it_is() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encrypt(pieces(), lambda _: None, [KEY.public])
    with pytest.raises(KeyboardInterrupt):
        decrypt(pieces(), lambda _: None, identity_of(KEY.secret))


def test_another_key_is_told_from_damage() -> None:
    """By the words of the library: a version with other words fails here."""
    assert refused(sealed(b"x", OTHER.public)) is NotSealedTo
    assert refused(sealed(b"x")[:-1]) is NotAge
    assert refused(sealed(b"x") + b"x") is NotAge
    assert refused(b"") is NotAge


def test_a_head_beyond_a_thousand_desks_is_not_read() -> None:
    """The library reads the head anew for each of its lines: a megabyte of them took two minutes."""
    line = b"-> X25519 ko4LymO3TKe2I4VD+EDpsrD/NrWN4pUlF1CbwJ6hJyE\n3UPetcZmLtJz/HnP8Yk963GhmoumoV+/YS6dygdWMbw\n"
    asked = 0

    def pieces() -> Iterator[bytes]:
        nonlocal asked
        yield b"age-encryption.org/v1\n"
        for _ in range(20_000):
            asked += 1
            yield line

    with pytest.raises(NotAge):
        decrypt(pieces(), lambda _: None, identity_of(KEY.secret))
    assert asked <= HEAD_BYTES // len(line) + 1
    assert refused(b"age-encryption.org/v1\n" + line * 20_000 + b"--- x\n" + bytes(99)) is NotAge


def test_a_thousand_desks_can_read() -> None:
    read = bytearray()
    decrypt([sealed(b"x", *[OTHER.public] * 999, KEY.public)], read.extend, identity_of(KEY.secret))
    assert read == b"x"


# keys


def test_a_new_key_is_two_texts_that_belong_together_and_shows_but_one() -> None:
    assert public_of(KEY.secret) == KEY.public
    assert KEY.public.startswith("age1")
    assert KEY.secret.startswith("AGE-SECRET-KEY-1")
    assert KEY.secret not in repr(KEY)
    assert KEY != OTHER


def test_a_fingerprint_is_sixteen_hex_digits_in_groups_and_differs_by_key() -> None:
    assert [len(group) for group in key_fingerprint(KEY.public).split("-")] == [4, 4, 4, 4]
    assert key_fingerprint(KEY.public) != key_fingerprint(OTHER.public)


@pytest.mark.parametrize(
    "text",
    ["", "age1", "AGE-SECRET-KEY-1", KEY.public, KEY.secret[:-1], KEY.secret.lower()[:-2]],
    ids=["none", "age1", "AGE-SECRET-KEY-1", "the public one", "cut", "in small letters"],
)
def test_a_secret_that_is_none_is_refused(text: str) -> None:
    for use in (public_of, identity_of):
        with pytest.raises(KeyUnreadable):
            use(text)
