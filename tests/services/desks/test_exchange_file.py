"""A file from desk to desk: what goes in comes out, and whatever is wrong with it has its own sentence."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders.desk_builders import (
    NOON,
    OTHER_RECORD,
    RECORD,
    Desk,
    a_chain,
    a_paper,
    a_signing_key,
    closed,
    desks,
    opened,
    with_checksum,
)
from builders.extent import some
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_contents import ENTRIES

from gridcounter import __version__
from gridcounter.core.record.journal import Entry, Head
from gridcounter.errors import Fault
from gridcounter.services.desks.contents import LIMITS
from gridcounter.services.desks.exchange_file import EXCHANGE, opened_exchange_file, write_exchange_file
from gridcounter.services.desks.exchange_keys import KeyUnreadable, key_fingerprint
from gridcounter.services.desks.refusals import (
    ContentsUnreadable,
    FileDamaged,
    FileTooLong,
    FileUnreadable,
    InvitationInstead,
    NobodyToSealFor,
    NotExchangeFile,
    NotForThisDesk,
    OfAnotherRecord,
    OfNewerProgram,
    SealedFileRefused,
    SenderUnknown,
    SignedByAnother,
)
from gridcounter.services.files.regular_files import NotAFile

LINE = b"gridcounter-exchange/2\n"
ENTRIES_OF_ONE = list(a_chain("aaaa0001", 3))
PAPERS = [a_paper(b"%PDF-1.7 a notice"), a_paper(b"")]


@pytest.fixture
def hall(tmp_path: Path) -> list[Desk]:
    return desks(tmp_path, "aaaa0001", "bbbb0002", "cccc0003")


@pytest.fixture
def file(hall: list[Desk], tmp_path: Path) -> Path:
    """From the first desk to the second."""
    one, two, _ = hall
    return one.write(tmp_path / "stick" / "file.gcx", [one, two], ENTRIES_OF_ONE, PAPERS)


def refusal_of(path: Path, desk: Desk, content: bytes | None = None) -> type[SealedFileRefused]:
    """Nothing is handed on, and nothing is left behind."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SealedFileRefused) as refused, opened_exchange_file(path, desk.itself):
        pytest.fail("handed on")
    assert list(desk.folder.iterdir()) == []
    assert str(refused.value).startswith(f"{path.name}：")
    return type(refused.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(ENTRIES, max_size=4), papers=st.lists(st.binary(max_size=99).map(a_paper), max_size=2))
def test_what_goes_in_comes_out(
    hall: list[Desk], tmp_path: Path, entries: list[Entry], papers: list[tuple[str, bytes]]
) -> None:
    one, two, _ = hall
    assert two.read(one.write(tmp_path / "file.gcx", [two], entries, papers)) == (entries, papers)


def test_every_desk_it_is_for_reads_it_and_the_writer_too_if_named(hall: list[Desk], tmp_path: Path) -> None:
    path = hall[0].write(tmp_path / "file.gcx", hall, ENTRIES_OF_ONE, PAPERS)
    for desk in hall:
        assert desk.read(path) == (ENTRIES_OF_ONE, PAPERS)
        assert list(desk.folder.iterdir()) == []


def test_the_header_says_who_when_and_what_the_sender_has(hall: list[Desk], tmp_path: Path) -> None:
    one, two, _ = hall
    path, heads = tmp_path / "file.gcx", {"aaaa0001": Head(3, "1" * 64), "bbbb0002": Head(9, "2" * 64)}
    write_exchange_file(
        path, record=RECORD, key=one.signing, recipients=[two.exchange.public], made_at=NOON, heads=heads, entries=[]
    )
    with opened_exchange_file(path, two.itself) as found:
        assert (found.header.device, found.header.made_at, found.header.program) == ("aaaa0001", NOON, __version__)
        assert (found.header.has(), found.header.record) == (heads, RECORD)
        assert found.header.recipients == (key_fingerprint(two.exchange.public),)


def test_it_can_be_read_again_from_the_beginning_while_it_is_open(hall: list[Desk], file: Path) -> None:
    with opened_exchange_file(file, hall[1].itself) as found:
        assert list(found.items()) == list(found.items())
        file.unlink()  # the stick is pulled out
        assert len(list(found.items())) == found.entries + found.papers


def test_nothing_of_it_can_be_read_by_others_on_the_stick_or_in_the_spool(hall: list[Desk], tmp_path: Path) -> None:
    one, two, _ = hall
    path = one.write(tmp_path / "file.gcx", [two], a_chain("aaaa0001", 50, "样例路1号"), [a_paper(b"%PDF-1.7 of one")])
    content = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or os.name != "posix"
    for known in ("样例路", "fields_changed", "aaaa0001", "%PDF", RECORD[:16], two.exchange.public):
        assert known.encode() not in content


# each way of being wrong


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 500, b"%PDF-1.7\n", b"PK\x03\x04", b"gridcounter-exchange/0\n" + b"x" * 99]
)
def test_what_is_no_such_file_is_said_to_be_none(hall: list[Desk], file: Path, content: bytes) -> None:
    assert refusal_of(file, hall[1], content) is NotExchangeFile


def test_an_invitation_is_told_apart(hall: list[Desk], file: Path) -> None:
    assert refusal_of(file, hall[1], b"gridcounter-invitation/2\n" + b"x" * 99) is InvitationInstead


def test_a_later_protocol_asks_for_an_update_and_a_damaged_number_does_not(hall: list[Desk], file: Path) -> None:
    later = file.read_bytes().replace(b"/2\n", b"/3\n", 1)
    assert refusal_of(file, hall[1], later) is FileDamaged
    assert refusal_of(file, hall[1], with_checksum(later)) is OfNewerProgram


def test_a_desk_it_is_not_sealed_to_is_told_so(hall: list[Desk], file: Path) -> None:
    assert refusal_of(file, hall[2]) is NotForThisDesk


def test_a_desk_it_is_not_sealed_to_is_told_of_a_damage_first(hall: list[Desk], file: Path) -> None:
    """age itself cannot tell a damaged key from somebody else's."""
    whole = file.read_bytes()
    place = whole.index(b"-> X25519 ") + 12
    altered = whole[:place] + (b"A" if whole[place : place + 1] != b"A" else b"B") + whole[place + 1 :]
    assert refusal_of(file, hall[1], altered) is FileDamaged
    assert refusal_of(file, hall[2], altered) is FileDamaged


def test_a_file_sealed_on_by_one_of_its_readers_is_not_for_the_others(hall: list[Desk], file: Path) -> None:
    _, two, three = hall
    assert refusal_of(file, three, closed(LINE, opened(file.read_bytes(), two), [three])) is NotForThisDesk


def test_a_file_of_another_office_is_told_by_its_record(hall: list[Desk], tmp_path: Path) -> None:
    one, two, _ = hall
    path = one.write(tmp_path / "file.gcx", [two], ENTRIES_OF_ONE, record=OTHER_RECORD)
    assert refusal_of(path, two) is OfAnotherRecord


def test_a_sender_that_is_not_known_is_let_in_only_where_that_is_asked_for(hall: list[Desk], file: Path) -> None:
    two = hall[1]
    del two.known["aaaa0001"]
    assert refusal_of(file, two) is SenderUnknown
    with opened_exchange_file(file, two.itself, newcomers=True) as found:
        assert found.header.signed_by == a_signing_key("aaaa0001").signer


def test_a_device_that_signs_with_another_key_than_is_known_is_refused(hall: list[Desk], tmp_path: Path) -> None:
    one, two, _ = hall
    path = one.write(tmp_path / "file.gcx", [two], ENTRIES_OF_ONE, key=a_signing_key("aaaa0001", "another"))
    assert refusal_of(path, two) is SignedByAnother
    with pytest.raises(SignedByAnother), opened_exchange_file(path, two.itself, newcomers=True):
        pytest.fail("handed on")


def test_a_signature_by_another_key_than_the_header_names_is_refused(hall: list[Desk], tmp_path: Path) -> None:
    """Whoever knows the desks' public keys can write a header in anybody's name."""
    one, two, _ = hall
    forged = replace(a_signing_key("bbbb0002"), signer=one.signing.signer)
    path = one.write(tmp_path / "file.gcx", [two], ENTRIES_OF_ONE, key=forged)
    assert refusal_of(path, two) is SignedByAnother


@pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "contents", "signature"])
@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_what_one_reader_alters_and_seals_again_is_refused(
    hall: list[Desk], file: Path, part: int, place: float
) -> None:
    _, two, _ = hall
    parts = list(opened(file.read_bytes(), two))
    at = int(len(parts[part]) * place)
    parts[part] = parts[part][:at] + bytes([parts[part][at] ^ 1]) + parts[part][at + 1 :]
    assert refusal_of(file, two, closed(LINE, parts, [two])) in {SignedByAnother, ContentsUnreadable, OfAnotherRecord}


@pytest.mark.parametrize("taken", [0, 1, 2], ids=["header", "contents", "signature"])
def test_the_parts_of_two_files_do_not_fit_together(hall: list[Desk], file: Path, tmp_path: Path, taken: int) -> None:
    one, two, _ = hall
    other = one.write(tmp_path / "other.gcx", [two], a_chain("aaaa0001", 2))
    parts, others = list(opened(file.read_bytes(), two)), opened(other.read_bytes(), two)
    parts[taken] = others[taken]
    assert refusal_of(file, two, closed(LINE, parts, [two])) is SignedByAnother


def test_a_signed_text_of_another_kind_is_no_signature_here(hall: list[Desk], file: Path) -> None:
    """The same key signs evidence bundles: the first line is signed with the rest."""
    one, two, _ = hall
    header, contents, _ = opened(file.read_bytes(), two)
    bare = bytes.fromhex(one.signing.sign(hashlib.sha256(header + contents).digest()))
    assert refusal_of(file, two, closed(LINE, [header, contents, bare], [two])) is SignedByAnother


def test_a_file_that_is_cut_anywhere_is_refused(hall: list[Desk], file: Path) -> None:
    whole = file.read_bytes()
    for end in some(range(len(LINE), len(whole)), 23):
        assert refusal_of(file, hall[1], whole[:end]) is FileDamaged
    for end in range(len(LINE)):
        assert refusal_of(file, hall[1], whole[:end]) is NotExchangeFile


def test_a_file_that_is_cut_and_given_its_checksum_is_refused(hall: list[Desk], file: Path) -> None:
    whole = file.read_bytes()
    for end in some(range(len(LINE) + 32, len(whole)), 23):
        assert refusal_of(file, hall[1], with_checksum(whole[:end])) in {FileDamaged, NotForThisDesk}


def test_a_file_with_any_byte_altered_is_refused(hall: list[Desk], file: Path) -> None:
    whole = file.read_bytes()
    for place in some(range(len(whole)), 23):
        altered = whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :]
        found = refusal_of(file, hall[1], altered)
        assert found is (NotExchangeFile if place < len(LINE) else FileDamaged), place


def test_a_file_altered_by_somebody_who_knows_its_form_is_refused(hall: list[Desk], file: Path) -> None:
    whole = file.read_bytes()
    for place in some(range(len(LINE), len(whole) - 32), 23):
        altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert refusal_of(file, hall[1], with_checksum(altered)) in {FileDamaged, NotForThisDesk}


def test_bytes_put_in_or_behind_are_noticed(hall: list[Desk], file: Path) -> None:
    whole = file.read_bytes()
    assert refusal_of(file, hall[1], whole + b"x") is FileDamaged
    assert refusal_of(file, hall[1], with_checksum(whole + b"x")) is FileDamaged
    assert refusal_of(file, hall[1], with_checksum(whole[:-32] + whole[len(LINE) :])) is FileDamaged


def test_two_files_cut_and_joined_are_refused(hall: list[Desk], file: Path, tmp_path: Path) -> None:
    one, two, _ = hall
    whole = file.read_bytes()
    other = one.write(tmp_path / "other.gcx", [one, two], ENTRIES_OF_ONE, PAPERS).read_bytes()
    for place in (len(LINE) + 40, whole.index(b"\n---"), whole.index(b"\n---") + 60, len(whole) - 100):
        assert refusal_of(file, two, with_checksum(whole[:place] + other[place:])) in {FileDamaged, NotForThisDesk}


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 "])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_behind_the_first_line_is_refused(hall: list[Desk], file: Path, content: bytes, begin: bytes) -> None:
    found = refusal_of(file, hall[1], with_checksum(LINE + begin + content + bytes(32)))
    assert found in {FileDamaged, NotForThisDesk}


def test_armoured_text_is_none_of_these(hall: list[Desk], file: Path) -> None:
    """age reads it as well; one form is enough."""
    age = file.read_bytes()[len(LINE) : -32]
    armoured = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(age) + b"-----END AGE ENCRYPTED FILE-----\n"
    assert refusal_of(file, hall[1], with_checksum(LINE + armoured + bytes(32))) is FileDamaged


# the system


def test_a_pipe_a_folder_and_a_file_that_is_gone_are_refused(hall: list[Desk], tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "gone.gcx", hall[1]) is FileUnreadable
    assert refusal_of(tmp_path, hall[1]) is FileUnreadable
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.gcx")
        with pytest.raises(NotAFile), opened_exchange_file(tmp_path / "pipe.gcx", hall[1].itself):
            pytest.fail("handed on")


def test_a_file_beyond_the_longest_is_not_read(hall: list[Desk], file: Path) -> None:
    size = file.stat().st_size
    with opened_exchange_file(file, hall[1].itself, limits=replace(LIMITS, file=size)):
        pass
    with pytest.raises(FileTooLong), opened_exchange_file(file, hall[1].itself, limits=replace(LIMITS, file=size - 1)):
        pytest.fail("handed on")


def test_whoever_reads_may_stop_at_each_piece_and_each_item(hall: list[Desk], file: Path, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def asked(path: Path, most: int) -> int:
        many = 0

        def halt() -> None:
            nonlocal many
            many += 1
            if many == most:
                raise Stopped

        with opened_exchange_file(path, hall[1].itself, halt=halt):
            return many

    pieces = asked(hall[0].write(tmp_path / "empty.gcx", [hall[1]]), 0)
    assert pieces > 0
    assert asked(file, 0) == pieces + len(ENTRIES_OF_ONE) + len(PAPERS)
    for number in range(1, asked(file, 0) + 1):
        with pytest.raises(Stopped):
            asked(file, number)
        assert list(hall[1].folder.iterdir()) == []


def test_what_stops_the_writing_leaves_no_file(hall: list[Desk], tmp_path: Path) -> None:
    """An error of the entries comes out as it is, not as one of the encryption."""

    class Stopped(Exception):
        pass

    def entries(after: int) -> Iterator[Entry]:
        yield from a_chain("aaaa0001", after)
        raise Stopped

    one, two, _ = hall
    (stick := tmp_path / "stick").mkdir()
    for after in (0, 1, 5000):
        with pytest.raises(Stopped):
            one.write(stick / "file.gcx", [two], entries(after))
        assert list(stick.iterdir()) == []


def test_a_key_on_record_that_is_none_is_named(hall: list[Desk], tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable), opened_exchange_file(tmp_path, replace(hall[1].itself, secret="AGE-SECRET")):  # noqa: S106
        pytest.fail("handed on")
    with pytest.raises(KeyUnreadable):
        write_exchange_file(
            tmp_path / "file.gcx",
            record=RECORD,
            key=hall[0].signing,
            recipients=["age1x"],
            made_at=NOON,
            heads={},
            entries=[],
        )


def test_a_file_for_nobody_is_not_written(hall: list[Desk], tmp_path: Path) -> None:
    with pytest.raises(NobodyToSealFor):
        hall[0].write(tmp_path / "file.gcx", [])
    assert not (tmp_path / "file.gcx").exists()


def test_a_folder_that_refuses_is_named(hall: list[Desk], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(Fault, match="写不进去"):
        hall[0].write(tmp_path / "taken" / "file.gcx", [hall[1]])


def test_the_name_of_the_form_is_what_stands_in_the_first_line() -> None:
    assert EXCHANGE.line == LINE
