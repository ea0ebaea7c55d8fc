"""The signing key of a device: made once, on the chain, in no other file, and another one for another device."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.pages import put_back, roots
from builders.record_builders import CLERK, DAY, a_record, opened

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.signing import signing_key
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.journal.table_integrity import PartReplaced
from gridcounter.store.signing import is_signed, signers

if TYPE_CHECKING:
    from gridcounter.store.signing import SigningKey
    from gridcounter.store.stores import WritingStores

OLD = Path(__file__).resolve().parents[2] / "old_databases"


def private_of(key: SigningKey) -> bytes:
    return key._private  # noqa: SLF001  what must be in no other place


def test_a_key_is_made_once_and_its_public_part_is_entered(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        made = signing_key(record, CLERK)

        assert signing_key(record, CLERK) == made
        (entry,) = (one for one in record.journal.all() if one.kind == Kind.SIGNING_KEY_MADE)
        assert (entry.device, entry.clerk, entry.payload) == (
            made.signer.device,
            CLERK,
            {"public_key": made.signer.public_key},
        )
        assert signers(record.db) == (made.signer,)
    with opened(tmp_path / "record") as again:
        assert signing_key(again, CLERK) == made


def test_a_signature_is_of_these_bytes_and_of_this_key_alone(tmp_path: Path) -> None:
    with a_record(tmp_path / "one") as one, a_record(tmp_path / "two") as two:
        first, second = signing_key(one, CLERK), signing_key(two, CLERK)

        assert is_signed(first.signer, first.sign(b"manifest"), b"manifest")
        assert not is_signed(first.signer, first.sign(b"manifest"), b"manifest ")
        assert not is_signed(second.signer, first.sign(b"manifest"), b"manifest")
        assert not is_signed(first.signer, "zz", b"manifest")


def test_the_private_part_is_in_no_file_in_the_clear_and_in_no_text(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        key = signing_key(record, CLERK)
        assert private_of(key).hex() not in repr(key)
        assert str(private_of(key)) not in repr(key)
        assert all(private_of(key).hex() not in (one.written or "") for one in record.journal.all())
    for path in (tmp_path / "record").rglob("*"):
        if path.is_file():
            assert private_of(key) not in path.read_bytes()


def test_a_new_device_makes_its_own_key_and_the_one_before_stays_known(tmp_path: Path) -> None:
    """After a restore and after a new key for the record."""
    with a_record(tmp_path / "record") as record:
        before = signing_key(record, CLERK)
        record.write(lambda stores: stores.journal.begin_anew([stores.journal.device]))
        Intake(record, CLERK).open(DAY)
    with opened(tmp_path / "record") as record:
        after = signing_key(record, CLERK)

        assert after.signer.device != before.signer.device
        assert after.signer.public_key != before.signer.public_key
        assert signers(record.db) == (before.signer, after.signer)
        held = [row[0] for row in record.db.execute("SELECT private FROM signing_key").fetchall()]
        assert held == [private_of(after)]


def test_a_rebuild_and_a_check_leave_the_key_as_it_is(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        key = signing_key(record, CLERK)

        assert record.rebuild().changed == ()

        assert record.verify().sound
        assert signing_key(record, CLERK) == key


@pytest.mark.parametrize("version", sorted(folder.name for folder in OLD.iterdir()))
def test_a_record_of_before_signs_from_now_on(version: str, tmp_path: Path) -> None:
    folder = shutil.copytree(OLD / version, tmp_path / "office")
    with closing(open_record(folder, "demonstration")) as record:
        clerk = next(entry.clerk for entry in record.journal.all() if entry.clerk)
        key = signing_key(record, clerk)
        assert signers(record.db) == (key.signer,)
        assert record.verify().sound


@pytest.fixture
def of_before(tmp_path: Path) -> Path:
    """A record with a key, and in it the page of before there was one."""
    folder, then = tmp_path / "record", tmp_path / "then.db"
    with a_record(folder) as record:
        Intake(record, CLERK).open(DAY)
    shutil.copyfile(folder / RECORD_FILE, then)
    with opened(folder) as record:
        signing_key(record, CLERK)
        pages = [page for name, page in roots(folder / RECORD_FILE, record.key).items() if "signing_key" in name]
    put_back(then, folder / RECORD_FILE, pages)
    return folder


def test_the_page_of_before_the_key_makes_no_second_one_in_silence(of_before: Path) -> None:
    with opened(of_before) as record:
        assert record.found.corrected is not None
        assert "签名密钥不一样（以后另用一把，签名指纹随之改变）" in record.found.sentences[0]
        made = signing_key(record, CLERK)
        assert made.signer == signers(record.db)[-1]
        (told,) = record.verify().corrected
        assert told.tables == ("signing_key",)
        assert record.verify().sound
    with opened(of_before) as record:
        assert record.found.corrected is None
        assert signing_key(record, CLERK) == made
        assert record.verify().sound


def test_a_key_that_goes_while_the_record_is_open_is_not_made_again(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        signing_key(record, CLERK)
        record.write(lambda stores: stores.db.execute("DELETE FROM signing_key"))

        with pytest.raises(PartReplaced, match="签名密钥"):
            signing_key(record, CLERK)
        assert "签名密钥与台账里登记的不符" in "".join(record.verify().damage)
        assert len(signers(record.db)) == 1


def test_the_key_of_before_the_one_that_was_made_last_is_another(of_before: Path) -> None:
    """With its entry it would pass for one of this device."""
    with opened(of_before) as record:
        first = signing_key(record, CLERK)
        copy = [tuple(row) for row in record.db.execute("SELECT device, private, public FROM signing_key")]
        record.write(lambda stores: stores.db.execute("DELETE FROM signing_key"))
    with opened(of_before) as record:
        second = signing_key(record, CLERK)
        assert second != first

        def put(stores: WritingStores) -> None:
            stores.db.execute("DELETE FROM signing_key")
            stores.db.execute("INSERT INTO signing_key (device, private, public) VALUES (?, ?, ?)", list(copy[0]))

        record.write(put)
        assert not record.verify().sound
    with opened(of_before) as record:
        assert signing_key(record, CLERK) not in (first, second)
