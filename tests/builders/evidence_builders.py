"""An evidence bundle of an invented application, and manipulations by a person who knows the manifest."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from builders.record_builders import CLERK, DAY, PDF, a_paper, a_record, an_answer
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.exchange.evidence import pack_entry
from gridcounter.core.exchange.push_package import as_json
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.files.zip_entries import write_zip
from gridcounter.services.papers.attachments import Attachments

Change = Callable[[dict[str, bytes]], None]

NOW = datetime(2026, 9, 28, 3, 0, tzinfo=UTC)
NAME, PHONE = "样例张三", "13800000011"
SIGNED = b"%PDF-1.4\n% signed by hand\nstartxref\n9\n%%EOF\n"


@dataclass(frozen=True)
class Made:
    """`others` are entries of another application of the same record, packed as its own bundle would pack them."""

    content: bytes
    sha256: str
    others: tuple[dict[str, Any], ...]


def a_bundle(folder: Path) -> Made:
    """Of an application that was told, handed its papers and signed for them."""
    with a_record(folder / "record") as record:
        fields = {"applicant.name": NAME, "case.locality": "jining", "case.on": "2026-09-21"}
        application = Intake(record, CLERK).open(DAY, fields)
        Intake(record, CLERK).save(application, {"applicant.phone": (PHONE, None)})
        Intake(record, CLERK).save(application, {"case.customer": ("enterprise", None)})
        Intake(record, CLERK).receive(application, DAY)
        record.archive.keep(PDF)
        result = a_paper(application, answer=an_answer())
        issued = record.journal.append(Act(Kind.NOTICE_ISSUED, result.payload, CLERK, application))
        record.journal.append(Act(Kind.NOTICE_DELIVERED, {"ref": issued.ref, "how": "in_person"}, CLERK, application))
        Attachments(record, CLERK).add_content(application, SIGNED, "签字的一次性告知书", issued.ref)
        other = Intake(record, CLERK).open(DAY, {"applicant.name": "样例别人"})
        Intake(record, CLERK).receive(other, DAY)
        desk = open_application_service(record, open_assessor())
        made = gather(desk, application, NOW)
        write_bundle(desk, application, made, folder / "out.zip")

        assert [entry.kind for entry in record.journal.of(application)][-1] == Kind.EVIDENCE_BUNDLED
        assert (folder / "out.zip").read_bytes() == made.content
        return Made(
            made.content, made.sha256, tuple(pack_entry(entry).model_dump() for entry in record.journal.of(other))
        )


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    return path


def unsigned(listed: dict[str, Any]) -> None:
    """The manifest as one who has no key must write it, so that nothing is refused for a signature."""
    listed["format"] = "gridcounter-evidence/1"
    for name in ("program", "entries", "signed_by"):
        listed.pop(name)


def resealed(bundle: bytes, change: Change) -> bytes:
    """Changed by somebody who knows the manifest and mends it, but has no key."""
    files = unpacked(bundle)
    change(files)
    del files["signature.json"]
    listed = json.loads(files.pop("manifest.json"))
    unsigned(listed)
    _list_files(listed, files)
    return write_zip(files | {"manifest.json": json.dumps(listed).encode()})


def renumbered(bundle: bytes, number: str, key: Ed25519PrivateKey) -> bytes:
    """By a maker of his own, whose applications have whatever number he likes."""
    old = json.loads(unpacked(bundle)["manifest.json"])["number"]

    def change(files: dict[str, bytes]) -> None:
        for name, new in (("timeline.json", json.dumps(number)[1:-1]), ("timeline.txt", number)):
            files[name] = files[name].decode().replace(old, new).encode()

    return signed_again(bundle, change, key, number)


def signed_again(bundle: bytes, change: Change, key: Ed25519PrivateKey, number: str = "") -> bytes:
    """Changed, and signed as a whole by another key; the list of entries is that of the entries."""
    files = unpacked(bundle)
    change(files)
    del files["signature.json"]
    listed = json.loads(files.pop("manifest.json"))
    listed["number"] = number or listed["number"]
    listed["signed_by"]["public_key"] = key.public_key().public_bytes_raw().hex()
    listed["entries"] = [
        {"ref": f"{one['device']}:{one['seq']}", "hash": one["hash"]}
        for one in json.loads(files["journal.json"])["entries"]
    ]
    _list_files(listed, files)
    manifest = json.dumps(listed).encode()
    signature = {"format": "gridcounter-signature/1", "signature": key.sign(manifest).hex()}
    return write_zip(files | {"manifest.json": manifest, "signature.json": as_json(signature)})


def _list_files(listed: dict[str, Any], files: dict[str, bytes]) -> None:
    listed["files"] = [
        {"path": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in files.items()
    ]


def with_entry(kind: Kind, **changes: Any) -> Change:  # noqa: ANN401  JSON
    def change(files: dict[str, bytes]) -> None:
        journal = json.loads(files["journal.json"])
        one = next(entry for entry in journal["entries"] if entry["kind"] == kind)
        one.update(changes)
        files["journal.json"] = json.dumps(journal).encode()

    return change
