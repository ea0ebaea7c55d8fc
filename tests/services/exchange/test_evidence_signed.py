"""A signed bundle: every change without the key is found, and nothing is claimed of one that is not signed."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders.evidence_builders import Change, Made, a_bundle, a_file, resealed, signed_again, unpacked
from builders.extent import examples
from builders.record_builders import CLERK, opened, purge_all
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.exchange.push_package import as_json
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.signing import fingerprint
from gridcounter.errors import WrongInput
from gridcounter.services.exchange import evidence_check
from gridcounter.services.exchange.evidence_check import BundleUnsound, NotABundle, check_bundle
from gridcounter.services.files.zip_entries import is_as_written, write_zip
from gridcounter.services.record.signing import (
    FingerprintDiffers,
    NoFingerprint,
    NoLongerOnRecord,
    NotOfThisRecord,
    NotOnRecord,
    compare_fingerprint,
    handed_out_at,
    signing_key,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signed")


@pytest.fixture(scope="module")
def made(folder: Path) -> Made:
    return a_bundle(folder)


def _moments(change: Callable[[list[dict[str, Any]]], object]) -> Change:
    """The timeline rewritten, for people and for programs."""

    def changed(files: dict[str, bytes]) -> None:
        timeline = json.loads(files["timeline.json"])
        before = [(one["at"], one["what"]) for one in timeline["moments"]]
        change(timeline["moments"])
        files["timeline.json"] = json.dumps(timeline).encode()
        text = files["timeline.txt"].decode()
        for (at, what), now in zip(before, timeline["moments"], strict=True):
            line = f"{at[:16].replace('T', ' ')}　{now['who']}　{what}　"
            assert line in text
            text = text.replace(line, f"{now['at'][:16].replace('T', ' ')}　{now['who']}　{now['what']}　")
        files["timeline.txt"] = text.encode()

    return changed


def _all_days(moments: list[dict[str, Any]]) -> None:
    for one in moments:
        one["at"] = one["at"].replace("2026-09", "2026-08")


def _another_word(moments: list[dict[str, Any]]) -> None:
    (one,) = (one for one in moments if one["what"].startswith("收件"))
    one["what"] = one["what"].replace("2026-09-21", "2026-08-21")


def _of_a_withheld_one(moments: list[dict[str, Any]]) -> None:
    (one,) = (one for one in moments if one["what"].startswith("填写"))
    one["what"] = "当面交付一次性告知书"


def _text_alone(files: dict[str, bytes]) -> None:
    files["timeline.txt"] = files["timeline.txt"].replace(b"2026-09-21", b"2026-08-21")


def _no_clauses(files: dict[str, bytes]) -> None:
    files["clauses.json"] = b"{}"


def _other_clauses(files: dict[str, bytes]) -> None:
    clauses = json.loads(files["clauses.json"])
    clauses["told"]["documents"] = []
    files["clauses.json"] = json.dumps(clauses).encode()


def _paper(**values: str) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        papers = json.loads(files["papers.json"])
        papers["papers"][0].update(values)
        files["papers.json"] = json.dumps(papers).encode()

    return changed


def _without_deliveries(files: dict[str, bytes]) -> None:
    journal = json.loads(files["journal.json"])
    ((gone, ref),) = (
        (one, f"{one['device']}:{one['seq']}") for one in journal["entries"] if one["kind"] == Kind.NOTICE_DELIVERED
    )
    journal["entries"].remove(gone)
    files["journal.json"] = json.dumps(journal).encode()
    _moments_without(ref)(files)
    _paper(delivered_at="", how="")(files)


def _moments_without(ref: str) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        timeline = json.loads(files["timeline.json"])
        timeline["moments"] = [one for one in timeline["moments"] if one["ref"] != ref]
        files["timeline.json"] = json.dumps(timeline).encode()
        lines = files["timeline.txt"].decode().splitlines(keepends=True)
        files["timeline.txt"] = "".join(line for line in lines if f"［{ref}］" not in line).encode()

    return changed


def _blank_delivery(files: dict[str, bytes]) -> None:
    journal = json.loads(files["journal.json"])
    for one in journal["entries"]:
        if one["kind"] == Kind.NOTICE_DELIVERED:
            one.update(contents=None, salt=None)
    files["journal.json"] = json.dumps(journal).encode()


def _another_pdf(files: dict[str, bytes]) -> None:
    (name,) = (name for name in files if name.startswith("papers/"))
    files[name] = b"%PDF-1.7 another"


REWRITTEN = [
    (_moments(_all_days), "timeline.json"),
    (_moments(_another_word), "timeline.json"),
    (_moments(_of_a_withheld_one), "timeline.json"),
    (_text_alone, "timeline.txt"),
    (_no_clauses, "clauses.json"),
    (_other_clauses, "clauses.json"),
    (_paper(delivered_at=""), "papers.json"),
    (_paper(delivered_at="2026-08-21T09:00:00.000+08:00"), "papers.json"),
    (_paper(issued_by="样例别人"), "papers.json"),
    (_paper(voided_at="2026-09-22T09:00:00.000+08:00", why="写错"), "papers.json"),
    (_paper(how="拒收"), "papers.json"),
    (_blank_delivery, "journal.json"),
    (_another_pdf, "papers/"),
]


def found(folder: Path, content: bytes) -> tuple[str, ...]:
    with pytest.raises(BundleUnsound) as wrong:
        check_bundle(a_file(folder, content))
    return wrong.value.problems


def test_a_bundle_is_signed_by_the_key_of_its_device_and_says_which(made: Made, folder: Path) -> None:
    sound = check_bundle(a_file(folder, made.content))

    with opened(folder / "record") as record:
        signer = signing_key(record, CLERK).signer
    assert sound.signer == signer
    assert signer.fingerprint in unpacked(made.content)["README.txt"].decode()
    assert sound.worded == ()


@pytest.mark.parametrize("change", [change for change, _ in REWRITTEN] + [_without_deliveries])
def test_nothing_is_changed_unseen_under_a_signature(change: Change, made: Made, tmp_path: Path) -> None:
    """Nor if the hashes in the manifest are put right: then the signature is of another manifest."""
    files = unpacked(made.content)
    change(files)
    assert found(tmp_path, write_zip(files))

    mended = unpacked(resealed(made.content, change))
    listed = json.loads(files["manifest.json"]) | {"files": json.loads(mended["manifest.json"])["files"]}
    files["manifest.json"] = json.dumps(listed).encode()
    assert found(tmp_path, write_zip(files)) == ("signature.json：签名与清单不符，清单被改动过，或者签名不是这一份的",)


@pytest.mark.parametrize(("change", "name"), REWRITTEN)
def test_what_the_entries_do_not_say_is_found_without_a_signature_and_under_another_key(
    change: Change, name: str, made: Made, tmp_path: Path
) -> None:
    for content in (resealed(made.content, change), signed_again(made.content, change, KEY)):
        assert any(line.startswith(name) for line in found(tmp_path, content))


def test_a_bundle_without_deliveries_is_told_to_be_unsigned_or_signed_by_another_key(
    made: Made, tmp_path: Path
) -> None:
    """All that agrees with itself is not found by itself: so the key is named, and compared."""
    assert check_bundle(a_file(tmp_path, resealed(made.content, _without_deliveries))).signer is None

    other = check_bundle(a_file(tmp_path, signed_again(made.content, _without_deliveries, KEY))).signer
    own = check_bundle(a_file(tmp_path, made.content)).signer
    assert other is not None
    assert own is not None
    assert other.fingerprint == fingerprint(KEY.public_key().public_bytes_raw().hex())
    with pytest.raises(FingerprintDiffers, match=other.fingerprint):
        compare_fingerprint(other, own.fingerprint)
    with pytest.raises(NoFingerprint):
        compare_fingerprint(None, own.fingerprint)


def test_a_fingerprint_is_compared_as_people_copy_it(made: Made, tmp_path: Path) -> None:
    own = check_bundle(a_file(tmp_path, made.content)).signer
    assert own is not None
    compare_fingerprint(own, f" {own.fingerprint.upper().replace('-', ' ')} ")
    # as an input method of Chinese writes it: the fault said 不是用那把钥匙签的 of the very same digits
    compare_fingerprint(own, "".join(chr(ord(char) + 0xFEE0) for char in own.fingerprint))


@pytest.mark.parametrize("given", ["", "9a2d", "9a2d-b2e2-3f15-O4cd", "9a2d-b2e2-3f15-04cd-1111", "\n由本单位签出"])
def test_what_is_no_fingerprint_says_nothing_of_the_key(made: Made, tmp_path: Path, given: str) -> None:
    own = check_bundle(a_file(tmp_path, made.content)).signer
    with pytest.raises(WrongInput, match="16 位") as refused:
        compare_fingerprint(own, given)
    assert "\n" not in str(refused.value)


def test_an_entry_left_out_of_what_is_signed_is_named(made: Made, tmp_path: Path) -> None:
    """One who has the key and leaves the list of entries as it was."""
    files = unpacked(made.content)
    listed = json.loads(files["manifest.json"])["entries"]

    def leave_out(files: dict[str, bytes]) -> None:
        _without_deliveries(files)
        gone = {one["ref"] for one in listed} - {
            f"{one['device']}:{one['seq']}" for one in json.loads(files["journal.json"])["entries"]
        }
        assert len(gone) == 1

    content = unpacked(signed_again(made.content, leave_out, KEY))
    manifest = json.loads(content["manifest.json"]) | {"entries": listed}
    content["manifest.json"] = json.dumps(manifest).encode()
    signature = {"format": "gridcounter-signature/1", "signature": KEY.sign(content["manifest.json"]).hex()}
    content["signature.json"] = as_json(signature)

    (line,) = found(tmp_path, write_zip(content))
    assert line.endswith(f"这份申请当时共 {len(listed)} 条登记")


def test_a_signature_that_was_taken_off_is_missed(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.content)
    del files["signature.json"]

    assert found(tmp_path, write_zip(files)) == ("signature.json：清单写明已经签名，签名却不在，被去掉了",)


@pytest.mark.parametrize("name", ["manifest.json", "signature.json"])
def test_two_bundles_do_not_mix(name: str, made: Made, tmp_path: Path) -> None:
    """Of the same application and the same key, an entry later."""
    other = a_bundle(tmp_path)
    files = unpacked(made.content) | {name: unpacked(other.content)[name]}

    assert any(line.startswith("signature.json") for line in found(tmp_path, write_zip(files)))


def test_a_signature_by_another_key_is_not_that_of_the_signer_named(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.content)
    signature = {"format": "gridcounter-signature/1", "signature": KEY.sign(files["manifest.json"]).hex()}
    files["signature.json"] = as_json(signature)

    assert any(line.startswith("signature.json") for line in found(tmp_path, write_zip(files)))


def test_a_file_more_and_a_name_twice_are_found(made: Made, tmp_path: Path) -> None:
    assert found(tmp_path, write_zip(unpacked(made.content) | {"more.txt": b"x"})) == ("more.txt：清单里没有这个文件",)
    target = BytesIO(made.content)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("timeline.txt", b"other")
    assert found(tmp_path, target.getvalue()) == ("timeline.txt：同一个名字有两份",)


def test_an_unsigned_bundle_of_before_is_sound_and_unsigned(made: Made, tmp_path: Path) -> None:
    sound = check_bundle(a_file(tmp_path, resealed(made.content, lambda _: None)))

    assert sound.signer is None
    assert sound.worded == ()


def test_other_words_of_another_version_are_told_if_they_are_signed(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = signed_again(made.content, _moments(_another_word), KEY)
    monkeypatch.setattr(evidence_check, "__version__", "99.0.0")

    assert len(check_bundle(a_file(tmp_path, content)).worded) == 1
    assert found(tmp_path, signed_again(made.content, _moments(_all_days), KEY))
    assert found(tmp_path, resealed(made.content, _moments(_another_word)))


def test_the_record_knows_its_keys_and_what_it_handed_out(made: Made, folder: Path, tmp_path: Path) -> None:
    own = check_bundle(a_file(tmp_path, made.content))
    other = check_bundle(a_file(tmp_path, signed_again(made.content, lambda _: None, KEY)))
    with opened(folder / "record") as record:
        assert handed_out_at(record, made.sha256, own.signer, own.number)
        assert handed_out_at(record, made.sha256, None, own.number)
        with pytest.raises(NotOfThisRecord):
            handed_out_at(record, made.sha256, other.signer, own.number)
        with pytest.raises(NotOnRecord, match="没有签名"):
            handed_out_at(record, "0" * 64, None, own.number)
        with pytest.raises(NotOnRecord, match="钥匙是这份台账的"):
            handed_out_at(record, "0" * 64, own.signer, own.number)


def test_after_a_purge_the_record_says_that_it_does_not_know_any_more(tmp_path: Path) -> None:
    """What was handed out is purged with its application: "never handed out" was a false statement on a genuine one."""
    made = a_bundle(tmp_path)
    own = check_bundle(a_file(tmp_path, made.content))
    with opened(tmp_path / "record") as record:
        application = record.applications.by_number(own.number).id
        record.write(lambda stores: purge_all(stores, application))

        with pytest.raises(NoLongerOnRecord, match=r"钥匙是这份台账的；.*不能再核对"):
            handed_out_at(record, made.sha256, own.signer, own.number)
        with pytest.raises(NoLongerOnRecord, match=r"没有签名；.*不能再核对"):
            handed_out_at(record, "0" * 64, None, own.number)
        with pytest.raises(NotOnRecord, match="没有登记过"):
            handed_out_at(record, "0" * 64, None, "JN1-0000")


# the ZIP around the files


def _with_extra(content: bytes) -> bytes:
    """Another name in an extra field (0x7075, a Unicode path): zipfile passes over it, others unpack under it."""
    files, target = unpacked(content), BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, inside in sorted(files.items()):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED if path.endswith((".json", ".txt")) else zipfile.ZIP_STORED
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            if path == "README.txt":
                name = b"../startup.txt"
                field = b"\x01" + zlib.crc32(path.encode()).to_bytes(4, "little") + name
                entry.extra = (0x7075).to_bytes(2, "little") + len(field).to_bytes(2, "little") + field
            archive.writestr(entry, inside)
    return target.getvalue()


def _commented(content: bytes) -> bytes:
    target = BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = b"see also"
    return target.getvalue()


def _other_local_name(content: bytes) -> bytes:
    """The name in front of the content differs in no way that zipfile compares."""
    at = content.index(b"README.txt") - 30
    return content[: at + 10] + b"\x21\x00" + content[at + 12 :]  # the time of the entry


def _flagged(content: bytes) -> bytes:
    at = content.rindex(b"README.txt") - 46
    return content[: at + 8] + b"\x02\x00" + content[at + 10 :]


def _hole(content: bytes) -> bytes:
    """Bytes in front of all entries, as in a program that unpacks itself."""
    return b"MZ" + bytes(98) + content


@pytest.mark.parametrize(
    "change",
    [
        _with_extra,
        _commented,
        _other_local_name,
        _flagged,
        _hole,
        lambda content: content + b"\0",
        lambda content: content + content,
    ],
)
def test_a_zip_that_is_not_byte_for_byte_as_ours_is_refused(
    tmp_path: Path, made: Made, change: Callable[[bytes], bytes]
) -> None:
    """Contents, list and signature agree; another program would unpack something else."""
    path = a_file(tmp_path, change(made.content))
    with pytest.raises((BundleUnsound, NotABundle)):
        check_bundle(path)


def test_a_signature_with_another_byte_is_refused(tmp_path: Path, made: Made) -> None:
    files = unpacked(made.content)
    files["signature.json"] += b"\n"
    with pytest.raises(BundleUnsound, match="signature"):
        check_bundle(a_file(tmp_path, write_zip(files)))


def test_what_is_hidden_behind_a_packed_content_is_found(tmp_path: Path) -> None:
    """Deflated bytes end before the entry does; nothing unpacks the rest."""
    packed = write_zip({"a.txt": b"x" * 500})
    hidden = b"hidden behind"
    at = 30 + len("a.txt")
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        size = archive.infolist()[0].compress_size
    longer = (size + len(hidden)).to_bytes(4, "little")
    body = packed[:18] + longer + packed[22 : at + size] + hidden
    listed = bytearray(packed[at + size :])
    listed[20:24] = longer
    end = bytes(listed)
    moved = end[:-6] + len(body).to_bytes(4, "little") + end[-2:]
    path = tmp_path / "hidden.zip"
    path.write_bytes(body + moved)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("a.txt") == b"x" * 500
        assert not is_as_written(archive)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert is_as_written(archive)


@settings(derandomize=True, deadline=None, max_examples=examples(50))
@given(st.dictionaries(st.sampled_from(["a.json", "b.txt", "c.pdf", "d/照片.jpg", "e"]), st.binary(max_size=3000)))
def test_whatever_we_write_is_as_written(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(write_zip(files))) as archive:
        assert is_as_written(archive)
