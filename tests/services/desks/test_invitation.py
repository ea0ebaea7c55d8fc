"""An invitation: the whole journal behind a code, for seven days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders.desk_builders import NOON, RECORD, Desk, a_chain, a_paper, a_signing_key, desks, sorted_out, with_checksum
from builders.extent import some
from builders.record_builders import CHEAP

from gridcounter.core.record.journal import Head
from gridcounter.core.validation.passphrases import CODE_CHARACTERS
from gridcounter.services.desks.invitation import (
    VALID,
    DeskKeys,
    Invitation,
    InvitationHeader,
    new_invitation,
    opened_invitation,
    write_invitation,
)
from gridcounter.services.desks.refusals import (
    ExchangeFileInstead,
    FileDamaged,
    InvitationExpired,
    NotInvitationFile,
    OfNewerProgram,
    SignedByAnother,
    WrongInvitationCode,
)
from gridcounter.services.desks.sealed_file import Unsealed

LINE = b"gridcounter-invitation/2\n"
ENTRIES, PAPERS = list(a_chain("aaaa0001", 5)), [a_paper(b"%PDF-1.7 a notice")]
HEADS = {"aaaa0001": Head(5, ENTRIES[-1].hash)}
KEYS = {"aaaa0001": DeskKeys(signing=a_signing_key("aaaa0001").signer.public_key, exchange="age1aaaa")}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desks(tmp_path, "aaaa0001")[0]


@pytest.fixture
def joining(tmp_path: Path) -> Path:
    folder = tmp_path / "joining"
    folder.mkdir()
    return folder


@pytest.fixture
def drawn() -> Invitation:
    return new_invitation(NOON)


@pytest.fixture
def file(desk: Desk, drawn: Invitation, tmp_path: Path) -> Path:
    return write(tmp_path / "stick" / "invitation.gcx", desk, drawn)


def write(path: Path, desk: Desk, drawn: Invitation, **others: object) -> Path:
    given = {"record": RECORD, "key": desk.signing, "desks": KEYS, "made_at": NOON, "heads": HEADS, "cost": CHEAP}
    write_invitation(path, drawn, **(given | others), entries=ENTRIES, papers=PAPERS)  # type: ignore[arg-type]
    return path


@contextmanager
def opened(
    path: Path, drawn: Invitation, folder: Path, *, after: timedelta = timedelta()
) -> Iterator[Unsealed[InvitationHeader]]:
    with opened_invitation(path, drawn.code, folder, now=NOON + after) as found:
        yield found
    assert list(folder.iterdir()) == []


def test_a_new_desk_gets_the_whole_journal_and_the_keys_of_the_office(
    file: Path, drawn: Invitation, joining: Path
) -> None:
    with opened(file, drawn, joining) as found:
        assert sorted_out(found.items()) == (ENTRIES, PAPERS)
        header = found.header
        assert (header.record, header.device, header.mark, header.until) == (
            RECORD,
            "aaaa0001",
            drawn.mark,
            drawn.until,
        )
        assert (header.has(), header.desks) == (HEADS, KEYS)


def test_marks_and_codes_are_drawn_anew_each_time(drawn: Invitation) -> None:
    other = new_invitation(NOON)
    assert (other.mark != drawn.mark, other.code != drawn.code) == (True, True)
    assert [len(group) for group in drawn.code.split("-")] == [4] * 8
    assert set(drawn.code) <= {*CODE_CHARACTERS, "-"}


def test_the_code_is_read_as_people_type_it(file: Path, drawn: Invitation, joining: Path) -> None:
    typed = drawn.code.lower().replace("-", "－ ").translate(str.maketrans("23456789", "２３４５６７８９"))
    with opened(file, replace(drawn, code=typed), joining) as found:
        assert found.entries == len(ENTRIES)


def test_nothing_of_it_can_be_read_without_the_code(file: Path, drawn: Invitation) -> None:
    content = file.read_bytes()
    for known in (drawn.mark, drawn.code, drawn.code.replace("-", ""), "样例路", "aaaa0001", "AGE-SECRET"):
        assert known.encode() not in content


@pytest.mark.parametrize(
    ("after", "holds"),
    [(timedelta(), True), (VALID - timedelta(seconds=1), True), (VALID, False), (timedelta(days=400), False)],
)
def test_it_holds_for_seven_days(
    desk: Desk, drawn: Invitation, joining: Path, tmp_path: Path, after: timedelta, holds: object
) -> None:
    assert timedelta(days=7) == VALID
    path = write(tmp_path / "invitation.gcx", desk, drawn)
    if holds:
        with opened(path, drawn, joining, after=after) as found:
            assert found.header.until == NOON + VALID
    else:
        with pytest.raises(InvitationExpired, match="2026-09-28"), opened(path, drawn, joining, after=after):
            pytest.fail("handed on")


def test_another_code_is_told_from_a_damaged_box(file: Path, drawn: Invitation, joining: Path) -> None:
    other = replace(drawn, code=new_invitation(NOON).code)
    with pytest.raises(WrongInvitationCode), opened(file, other, joining):
        pytest.fail("handed on")
    whole = file.read_bytes()
    place = whole.index(b'"box": "') + 12
    file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    with pytest.raises(FileDamaged), opened(file, drawn, joining):
        pytest.fail("handed on")
    assert list(joining.iterdir()) == []


@pytest.mark.parametrize("code", ["", "2345", "2345-" * 9, "恢复码"])
def test_what_cannot_be_a_code_is_told_so(file: Path, drawn: Invitation, joining: Path, code: str) -> None:
    with pytest.raises(WrongInvitationCode), opened(file, replace(drawn, code=code), joining):
        pytest.fail("handed on")


@pytest.mark.parametrize("code", ["", "2345", "2345-" * 9, "恢复码"])
def test_a_file_that_somebody_sealed_with_less_than_a_code_is_not_opened(
    desk: Desk, drawn: Invitation, joining: Path, tmp_path: Path, code: str
) -> None:
    """Else whoever types nonsense would join the office of whoever laid such a file there."""
    weak = replace(drawn, code=code)
    path = write(tmp_path / "invitation.gcx", desk, weak)
    with pytest.raises(WrongInvitationCode), opened(path, weak, joining):
        pytest.fail("handed on")


def test_cut_or_altered_it_is_refused(desk: Desk, drawn: Invitation, joining: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "invitation.gcx", desk, drawn)
    whole = path.read_bytes()
    for place in some(range(len(LINE), len(whole)), 23):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :]):
            path.write_bytes(content)
            with pytest.raises(FileDamaged), opened(path, drawn, joining):
                pytest.fail("handed on")


@pytest.mark.parametrize("box", [b"\xff" * 4, b"\0" * 4, b"\0\0\0\2{}", b"\0\0\0\2[]", b"\0\0\1\0" + b"[" * 256])
def test_a_box_that_is_none_of_ours_is_refused(drawn: Invitation, joining: Path, tmp_path: Path, box: bytes) -> None:
    path = tmp_path / "invitation.gcx"
    path.write_bytes(with_checksum(LINE + box + bytes(9999)))
    with pytest.raises(FileDamaged), opened(path, drawn, joining):
        pytest.fail("handed on")


@pytest.mark.parametrize(("size", "opens"), [(4096, True), (4097, False)])
def test_a_box_is_read_up_to_its_longest(
    file: Path, drawn: Invitation, joining: Path, size: int, opens: object
) -> None:
    whole, at = file.read_bytes(), len(LINE) + 4
    end = at + int.from_bytes(whole[at - 4 : at], "big")
    padded = whole[: at - 4] + size.to_bytes(4, "big") + whole[at:end].ljust(size) + whole[end:]
    file.write_bytes(with_checksum(padded))
    if opens:
        with opened(file, drawn, joining) as found:
            assert found.entries == len(ENTRIES)
    else:
        with pytest.raises(FileDamaged), opened(file, drawn, joining):
            pytest.fail("handed on")


def test_it_is_told_from_other_files_and_from_later_ones(
    desk: Desk, drawn: Invitation, joining: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "invitation.gcx", desk, drawn)
    later = with_checksum(path.read_bytes().replace(b"/2\n", b"/7\n", 1))
    exchange = desk.write(tmp_path / "file.gcx", [desk]).read_bytes()
    for content, expected in ((b"%PDF", NotInvitationFile), (exchange, ExchangeFileInstead), (later, OfNewerProgram)):
        path.write_bytes(content)
        with pytest.raises(expected), opened(path, drawn, joining):
            pytest.fail("handed on")


def test_a_signature_by_another_key_than_the_header_names_is_refused(
    desk: Desk, drawn: Invitation, joining: Path, tmp_path: Path
) -> None:
    forged = replace(a_signing_key("bbbb0002"), signer=desk.signing.signer)
    path = write(tmp_path / "invitation.gcx", desk, drawn, key=forged)
    with pytest.raises(SignedByAnother), opened(path, drawn, joining):
        pytest.fail("handed on")
