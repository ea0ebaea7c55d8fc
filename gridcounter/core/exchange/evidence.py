"""The evidence bundle of one application: its files, and the journal entries in it.

An entry whose contents name a person is packed without them. Its hash covers only the digest of the contents, so it can
still be verified; the contents can be requested from the office.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from gridcounter.core.application import ApplicationId
from gridcounter.core.exchange.push_package import PackedFile
from gridcounter.core.field_changes import are_impersonal
from gridcounter.core.record.acts import Read, Unread, read
from gridcounter.core.record.journal import Entry, Kind, entry_hash, payload_digest
from gridcounter.core.record.of_applications import (
    ApplicationOpened,
    AttachmentAdded,
    AttachmentRemoved,
    ConsultationNoted,
    FieldsChanged,
)
from gridcounter.core.record.of_papers import PaperIssued
from gridcounter.core.record.signing import Signer

FORMAT, SIGNED = "gridcounter-evidence/1", "gridcounter-evidence/2"
MANIFEST, README, ENTRIES, PAPERS = "manifest.json", "README.txt", "journal.json", "papers.json"
TIMELINE_TEXT, TIMELINE, CLAUSES = "timeline.txt", "timeline.json", "clauses.json"
REQUIRED = (README, ENTRIES, PAPERS, TIMELINE_TEXT, TIMELINE, CLAUSES)
#: Acts whose bytes are in the bundle.
_WITH_BYTES = {Kind.NOTICE_ISSUED, Kind.PAPER_ISSUED, Kind.SUPPLEMENT_ISSUED}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackedRef(_Part):
    """An entry by its place and hash; the contents may be blank, the hash stays."""

    ref: str
    hash: str


class EvidenceManifest(_Part):
    """Every file of the bundle but this one and its signature, and every entry of the application at that time.

    `program` is the version that worded timeline and papers. `/1` is not signed: it was packed by version 0.1.0.
    """

    format: Literal["gridcounter-evidence/1", "gridcounter-evidence/2"]
    number: str
    made_at: str
    files: tuple[PackedFile, ...]
    program: str = ""
    entries: tuple[PackedRef, ...] = ()
    signed_by: Signer | None = None

    @model_validator(mode="after")
    def _says_who_signed(self) -> Self:
        if (self.signed_by is None) != (self.format == FORMAT):
            raise ValueError("a signed bundle names its signer")
        return self


class PackedEntry(_Part):
    """An entry as in the journal. `withheld`: its contents name a person and are replaced by their digest."""

    device: str
    seq: int
    hlc: str
    entered_at: str
    happened_at: str
    clerk: str
    application: str | None
    kind: str
    contents: str | None
    salt: str | None
    withheld: bool
    payload_digest: str
    prev: str
    hash: str

    @property
    def ref(self) -> str:
        """Device and seq with a colon between, the same as `Entry.ref` in the journal."""
        return f"{self.device}:{self.seq}"

    def entry(self) -> Entry:
        """Raises ValueError for an invalid salt."""
        salt = None if self.salt is None else bytes.fromhex(self.salt)
        result = self.model_dump(exclude={"contents", "salt", "withheld"})
        return Entry(**result, written=self.contents, salt=salt)


class PackedHead(_Part):
    """The last entry that a device had written when the bundle was made; entries in the bundle have a `seq` up to its
    own.
    """

    device: str
    seq: int
    hash: str


class PackedJournal(_Part):
    """The entries of one application, and the heads of all devices at the time of packing."""

    application: str
    entries: tuple[PackedEntry, ...]
    heads: tuple[PackedHead, ...]


class PackedPaper(_Part):
    """`ref` is the entry that issued it. Empty `delivered_at`: it is not on record that it was delivered."""

    ref: str
    path: str
    title: str
    version: int
    sha256: str
    issued_at: str
    issued_by: str
    delivered_at: str
    how: str
    voided_at: str
    why: str


class PackedMoment(_Part):
    """A line of the timeline: `ref` is its entry, the last one if several were joined.

    `clock` remarks that the computer's clock was wrong then. The entries of one application do not show that: it rests
    on the signature alone.
    """

    ref: str
    at: str
    who: str
    what: str
    clock: str = ""


class PackedTimeline(_Part):
    """The lines in the order of the acts."""

    moments: tuple[PackedMoment, ...]


class PackedClauses(_Part):
    """`told` is the answer as it was pinned, by the entries; `now` is worked out from today's edition, and by nothing
    in the bundle.
    """

    told: dict[str, Any]
    now: dict[str, Any]


class PackedPapers(_Part):
    """The papers handed out for the application; their bytes lie beside this file in the bundle."""

    papers: tuple[PackedPaper, ...]


def pack_entry(entry: Entry) -> PackedEntry:
    """The entry as packed; without contents and salt if it names a person."""
    withheld = names_a_person(entry)
    shown = None if withheld else entry.written
    return PackedEntry(
        device=entry.device,
        seq=entry.seq,
        hlc=entry.hlc,
        entered_at=entry.entered_at,
        happened_at=entry.happened_at,
        clerk=entry.clerk,
        application=entry.application,
        kind=entry.kind,
        contents=shown,
        salt=None if shown is None or entry.salt is None else entry.salt.hex(),
        withheld=withheld,
        payload_digest=entry.payload_digest,
        prev=entry.prev,
        hash=entry.hash,
    )


def names_a_person(entry: Entry) -> bool:
    """True if fields outside `case.` and `desk.` are present, or if the entry cannot be read."""
    match read(entry):
        case Unread():
            return True
        case ApplicationOpened(fields=fields) | ConsultationNoted(fields=fields) | FieldsChanged(fields=fields):
            return not are_impersonal(fields)
        case _:
            return False


def manifest(
    number: str, made_at: str, program: str, files: Mapping[str, bytes], entries: Iterable[Entry], signer: Signer
) -> EvidenceManifest:
    """Size in bytes and SHA-256 of every file, sorted by path. `made_at` is an ISO moment."""
    rows = [
        PackedFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for path, content in sorted(files.items())
    ]
    return EvidenceManifest(
        format=SIGNED,
        number=number,
        made_at=made_at,
        files=tuple(rows),
        program=program,
        entries=tuple(PackedRef(ref=entry.ref, hash=entry.hash) for entry in entries),
        signed_by=signer,
    )


def unsound_entries(journal: PackedJournal) -> Iterator[str]:
    """Each invalid entry, in words: by its own hash, its contents, its neighbours of the device."""
    last: dict[str, PackedEntry] = {}
    heads = {head.device: head for head in journal.heads}
    for one in sorted(journal.entries, key=lambda found: (found.device, found.seq)):
        before, head = last.get(one.device), heads.get(one.device)
        wrong = _wrong(one, before, journal.application)
        if not wrong and (head is None or one.seq > head.seq or (one.seq == head.seq and one.hash != head.hash)):
            wrong = "与登记的末尾不符"
        if wrong:
            yield f"第 {one.ref} 条：{wrong}"
        last[one.device] = one


def missing_entries(journal: PackedJournal, listed: Sequence[PackedRef]) -> Iterator[str]:
    """What the signed list of entries and the entries do not have in common, in words."""
    there = {one.ref: one.hash for one in journal.entries}
    for row in listed:
        if row.ref not in there:
            yield f"缺第 {row.ref} 条，这份申请当时共 {len(listed)} 条登记"
        elif there.pop(row.ref) != row.hash:
            yield f"第 {row.ref} 条：与清单里登记的校验值不符"
    for ref in there:
        yield f"第 {ref} 条：清单里没有登记这一条"


def partly_blank(journal: PackedJournal) -> Iterator[str]:
    """A purge blanks all entries of an application; some alone were blanked by something else."""
    blank = [one.ref for one in journal.entries if one.contents is None and not one.withheld]
    if len(blank) != len(journal.entries):
        for ref in blank:
            yield f"第 {ref} 条：内容被清空，而这份申请没有清除"


def _wrong(one: PackedEntry, before: PackedEntry | None, application_id: ApplicationId) -> str:
    try:
        entry = one.entry()
    except ValueError:
        return "校验用的盐值读不出来"
    if entry_hash(entry) != one.hash:
        return "登记的内容与校验值不符"
    if one.application != application_id:
        return "不是这份申请的"
    if one.withheld and one.contents is not None:
        return "写明没有放进内容，却有内容"
    return (_not_behind(one, before) if before else "") or _wrong_contents(entry, one.payload_digest)


def _not_behind(one: PackedEntry, before: PackedEntry) -> str:
    if before.seq == one.seq:
        return "同一条有两份"
    return "与前一条不相连" if before.seq + 1 == one.seq and one.prev != before.hash else ""


def _wrong_contents(entry: Entry, digest: str) -> str:
    if entry.written is not None and entry.salt is not None:
        return "" if payload_digest(entry.written, entry.salt) == digest else "填写内容被改动"
    if (entry.written, entry.salt) != (None, None):
        return "填写内容不完整"
    return ""


def unsound_papers(journal: PackedJournal, papers: Sequence[PackedPaper]) -> Iterator[str]:
    """Papers that differ from the entry that issued them."""
    issued = {one.ref: _digest_in(one) for one in journal.entries if one.kind in _WITH_BYTES and one.contents}
    for paper in papers:
        if issued.get(paper.ref) != paper.sha256:
            yield f"{paper.path}：与台账第 {paper.ref} 条登记的校验值不符"
    there = {paper.ref for paper in papers}
    for ref in issued.keys() - there:
        yield f"台账第 {ref} 条出具的文书不在材料包里"


def unsound_attachments(journal: PackedJournal, files: Mapping[str, str]) -> Iterator[str]:
    """`files` maps paths to the digests of their bytes."""
    known = {one.ref: _digest_in(one) for one in journal.entries if one.kind == Kind.ATTACHMENT_ADDED}
    for path, digest in files.items():
        if digest not in known.values():
            yield f"{path}：台账里没有登记过这份附件"
    for one in journal.entries:
        act = _act_in(one)
        if isinstance(act, AttachmentRemoved):
            known.pop(act.ref, None)
    for ref, added in known.items():
        if added is not None and added not in files.values():
            yield f"台账第 {ref} 条登记的附件不在材料包里"


def _act_in(one: PackedEntry) -> Read:
    return read(one.model_copy(update={"salt": None}).entry())


def _digest_in(one: PackedEntry) -> str | None:
    """The digest recorded in the entry; None if it cannot be read. Its salt is not needed for this."""
    act = _act_in(one)
    return act.sha256 if isinstance(act, PaperIssued | AttachmentAdded) else None
