"""The evidence bundle: issued papers byte for byte, and any change detected without the record."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from builders.evidence_builders import (
    NAME,
    NOW,
    PHONE,
    SIGNED,
    Change,
    a_bundle,
    a_file,
    resealed,
    unpacked,
    with_entry,
)
from builders.record_builders import CLERK, DAY, PDF, Clock, a_day_of_entries, a_record, let_in_whoever_can

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.exchange.evidence import TIMELINE, TIMELINE_TEXT
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.exchange.evidence import BrokenEntry, gather
from gridcounter.services.exchange.evidence_check import BundleUnsound, NotABundle, check_bundle
from gridcounter.services.files.zip_entries import write_zip


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return a_bundle(tmp_path_factory.mktemp("evidence")).content


def test_papers_and_attachments_are_in_it_byte_for_byte_and_it_is_sound(bundle: bytes, tmp_path: Path) -> None:
    files = unpacked(bundle)

    sound = check_bundle(a_file(tmp_path, bundle))

    assert [content for name, content in files.items() if name.startswith("papers/")] == [PDF]
    assert [content for name, content in files.items() if name.startswith("attachments/")] == [SIGNED]
    assert (sound.papers, sound.entries, sound.withheld) == (1, 7, 2)
    (paper,) = json.loads(files["papers.json"])["papers"]
    assert (paper["how"], paper["delivered_at"][:10]) == ("当面交付", "2026-09-21")
    text = json.loads(files["clauses.json"])["told"]
    assert text["policy"] == {"id": "jining", "number": "测试〔2021〕1号", "version": "sha256:1"}
    assert text["documents"][0]["clause"] == "三(二)1"


def test_no_person_is_named_beside_the_papers_and_nothing_of_another_application_is_in_it(bundle: bytes) -> None:
    texts = b"".join(content for name, content in unpacked(bundle).items() if name.endswith((".json", ".txt"))).decode()

    for personal in (NAME, PHONE, "样例别人"):
        assert personal not in texts
        assert json.dumps(personal).strip('"') not in texts
    assert "enterprise" in texts


@pytest.mark.parametrize("name", ["papers/", "attachments/", "timeline.txt", "clauses.json", "README.txt"])
def test_a_file_that_was_changed_is_named(name: str, bundle: bytes, tmp_path: Path) -> None:
    files = unpacked(bundle)
    changed = next(found for found in files if found.startswith(name))
    files[changed] += b" "

    with pytest.raises(BundleUnsound, match=changed):
        check_bundle(a_file(tmp_path, write_zip(files)))


def test_a_file_that_was_taken_out_or_put_in_is_named(bundle: bytes, tmp_path: Path) -> None:
    files = unpacked(bundle)
    del files["timeline.txt"]
    files["more.txt"] = b"more"

    with pytest.raises(BundleUnsound) as wrong:
        check_bundle(a_file(tmp_path, write_zip(files)))

    assert [line.partition("：")[0] for line in wrong.value.problems] == ["timeline.txt", "more.txt"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (with_entry(Kind.NOTICE_DELIVERED, contents='{"how":"refused","ref":"x"}'), "填写内容被改动"),
        (with_entry(Kind.NOTICE_DELIVERED, happened_at="2026-09-01T09:00:00.000+08:00"), "与校验值不符"),
        (with_entry(Kind.MATERIALS_RECEIVED, clerk="c9"), "与校验值不符"),
        (with_entry(Kind.MATERIALS_RECEIVED, application="another"), "与校验值不符"),
        (with_entry(Kind.MATERIALS_RECEIVED, salt="zz"), "盐值"),
        (with_entry(Kind.NOTICE_ISSUED, contents=None, salt=None), "与台账第"),
        (with_entry(Kind.ATTACHMENT_ADDED, contents=None, salt=None), "没有登记过这份附件"),
    ],
)
def test_a_changed_entry_is_found_although_the_manifest_was_mended(
    change: Change, text: str, bundle: bytes, tmp_path: Path
) -> None:
    with pytest.raises(BundleUnsound, match=text):
        check_bundle(a_file(tmp_path, resealed(bundle, change)))


def test_a_paper_that_was_swapped_with_its_hashes_is_found_by_its_entry(bundle: bytes, tmp_path: Path) -> None:
    def swap(files: dict[str, bytes]) -> None:
        papers = json.loads(files["papers.json"])
        files[papers["papers"][0]["path"]] = b"%PDF-1.7 another"
        papers["papers"][0]["sha256"] = hashlib.sha256(b"%PDF-1.7 another").hexdigest()
        files["papers.json"] = json.dumps(papers).encode()

    with pytest.raises(BundleUnsound, match="papers/one_time_notice"):
        check_bundle(a_file(tmp_path, resealed(bundle, swap)))


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "C:/out.txt", "a\\b.txt"])
def test_a_path_that_leads_elsewhere_is_refused(name: str, bundle: bytes, tmp_path: Path) -> None:
    content = write_zip(unpacked(bundle) | {name: b"x"})

    with pytest.raises(BundleUnsound, match="不安全"):
        check_bundle(a_file(tmp_path, content))


def test_what_would_fill_the_disk_is_refused_unread(bundle: bytes, tmp_path: Path) -> None:
    content = write_zip(unpacked(bundle) | {"bomb.txt": b"0" * 5_000_000})

    with pytest.raises(BundleUnsound, match=r"bomb\.txt"):
        check_bundle(a_file(tmp_path, content))


@pytest.mark.parametrize("content", [b"", b"PK nothing", write_zip({"a.txt": b"a"})])
def test_what_is_no_bundle_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotABundle):
        check_bundle(a_file(tmp_path, content))


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = Intake(record, CLERK).open(DAY, {"case.locality": "jining", "case.on": "2026-09-21"})
        desk = open_application_service(record, open_assessor())

        assert gather(desk, application, NOW).sha256 == gather(desk, application, NOW).sha256


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE journal SET payload = NULL, salt = NULL WHERE kind = 'paper_delivered'", "填写内容被清空"),
        ("UPDATE journal SET payload = '{}' WHERE kind = 'paper_delivered'", "填写内容被改动"),
        ("UPDATE journal SET happened_at = entered_at || 'x' WHERE kind = 'paper_delivered'", "登记的内容与校验值不符"),
    ],
)
def test_no_bundle_is_made_over_an_entry_that_does_not_hold(tmp_path: Path, sql: str, what: str) -> None:
    with a_record(tmp_path / "record") as record:
        record.write(a_day_of_entries)
        record.write(lambda stores: let_in_whoever_can(stores.db))
        record.write(lambda stores: stores.db.execute(sql) and None)
        service = open_application_service(record, open_assessor())

        with pytest.raises(BrokenEntry, match=what):
            gather(service, "a1", NOW)


def test_the_timeline_of_a_bundle_says_where_the_clock_was_wrong(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        record.write(a_day_of_entries)
        clock.at -= timedelta(days=3)
        record.journal.append(Act(Kind.PERSONAL_DATA_SHOWN, {"fields": ["applicant.phone"]}, CLERK, "a1"))
        clock.at += timedelta(days=3)
        record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, "a1"))
        service = open_application_service(record, open_assessor())

        files = unpacked(gather(service, "a1", NOW).content)

    *_, wrong, right = files[TIMELINE_TEXT].decode().splitlines()
    assert "（当时本机时钟比台账慢约 3 天）" in wrong
    assert "时钟" not in right
    moments = json.loads(files[TIMELINE])["moments"]
    assert [moment.get("clock", "") for moment in moments[-2:]] == ["当时本机时钟比台账慢约 3 天", ""]
