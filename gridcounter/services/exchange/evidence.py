"""The evidence bundle of one application: notices, issued papers and acts, each with its hash, in one ZIP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.exchange.evidence import (
    CLAUSES,
    ENTRIES,
    MANIFEST,
    PAPERS,
    README,
    TIMELINE,
    TIMELINE_TEXT,
    PackedHead,
    PackedJournal,
    PackedPaper,
    PackedPapers,
    manifest,
    pack_entry,
)
from gridcounter.core.exchange.push_package import as_json, attachment_path
from gridcounter.core.notice import read_answer
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Decision
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.soundness import wrong_by_itself
from gridcounter.errors import Refusal
from gridcounter.services.files.zip_entries import write_zip
from gridcounter.services.ledger.timeline import TimelineEntry, timeline
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.record.record import suffix_of
from gridcounter.store.files import replace_file
from gridcounter.store.papers import PaperDamaged
from gridcounter.store.queries.application_rows import pinned_answer

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService

_README = """\
举证材料包　编号 {number}
生成时间 {made_at}　生成人 {clerk}

本包由用电报装受理台账直接导出，供答复投诉、复核时使用。
文书和附件与当时存档的逐字节相同；其余各文件不放申请表上的姓名、证件和电话；
经办人自己写的原因、说明照原样在内，交出前请看一遍。
文书和附件里有申请人信息，本包没有加密：请只交给有权查看的单位，用完删除。

papers/          出具过的文书，含已作废的（各份的出具、交付、作废情况见 papers.json）
attachments/     附件，含申请人签字的扫描件
timeline.txt     经过，从登记到现在（timeline.json 为供程序读取的同一内容）
clauses.json     告知时所依据的文件、版本和条款
journal.json     台账中这份申请的每一条登记，带校验值和在台账里的位置
manifest.json    本包每个文件的校验值（SHA-256）

核对的命令：gridcounter record bundle verify 本文件
核对不用打开台账。任何一个文件、任何一条登记改动一个字，都会指出来。
journal.json 里涉及个人信息的填写内容没有放进来，只留校验值；需要时由本单位用台账核对。
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ZIP, its SHA-256 in hex, and how many files are in it."""

    content: bytes
    sha256: str
    files: int


class BrokenEntry(Refusal):
    """An entry of the application does not hold; `ref` names it."""

    def __init__(self, ref: str, what: str) -> None:
        super().__init__(
            f"台账第 {ref} 条有问题（{what}），这份申请的举证材料包没有生成；"
            "请保留原文件，用 gridcounter record verify 核对，从最近的备份恢复"
        )


def refuse_broken(entries: Iterable[Entry]) -> None:
    """Raises BrokenEntry: what leaves the office as proof rests on entries that hold."""
    for entry in entries:
        if wrong := wrong_by_itself(entry):
            raise BrokenEntry(entry.ref, wrong)


def gather(service: ApplicationService, application_id: ApplicationId, now: datetime) -> Bundle:
    """Reads everything and writes nothing. Raises ApplicationNotFound, BrokenEntry, PaperDamaged, AttachmentLost."""
    record = service.record
    row = record.applications.get(application_id)
    names = {clerk.id: clerk.name for clerk in Clerks(record).all()}
    entries = list(record.journal.of(application_id))
    refuse_broken(entries)
    moments = timeline(entries, names, record.journal.off_clock())
    made_at = now.astimezone().isoformat(timespec="seconds")
    papers = dict(_papers(service, application_id))
    files = {paper.path: content for paper, content in papers.items()}
    files |= dict(_attachments(service, application_id))
    files |= {
        PAPERS: as_json(PackedPapers(papers=tuple(papers))),
        ENTRIES: as_json(_journal(service, application_id, entries)),
        TIMELINE: as_json({"moments": [_as_values(moment) for moment in moments]}),
        TIMELINE_TEXT: _as_text(row.number, moments),
        CLAUSES: as_json(_clauses(service, application_id)),
        README: _README.format(number=row.number, made_at=made_at, clerk=service.clerk_name).encode(),
    }
    files[MANIFEST] = as_json(manifest(row.number, made_at, files))
    content = write_zip(files)
    return Bundle(content, hashlib.sha256(content).hexdigest(), len(files))


def write_bundle(service: ApplicationService, application_id: ApplicationId, bundle: Bundle, out: Path) -> None:
    """Writes the file, then records that it left the office. Raises Fault."""
    replace_file(out, bundle.content)
    values = {"sha256": bundle.sha256, "files": bundle.files}
    service.record.journal.append(Act(Kind.EVIDENCE_BUNDLED, values, service.clerk, application_id))


def _papers(service: ApplicationService, application_id: ApplicationId) -> Iterator[tuple[PackedPaper, bytes]]:
    known = {paper.ref: paper for paper in service.record.papers.of(application_id)}
    for row in reversed(IssuedPapers(service).of(application_id)):
        digest = known[row.ref].sha256
        content = service.record.archive.content(digest)
        if content is None:
            raise PaperDamaged(row.ref)
        # the name includes the entry, because version numbers of consultation and application may be equal
        name = f"papers/{row.paper}_{row.version}_{row.ref.replace(':', '-')}{suffix_of(content)}"
        packed = PackedPaper(
            ref=row.ref,
            path=name,
            title=row.title,
            version=row.version,
            sha256=digest,
            issued_at=row.issued_at,
            issued_by=row.issued_by,
            delivered_at=row.delivered_at,
            how=row.how,
            voided_at=row.voided_at,
            why=row.why,
        )
        yield packed, content


def _attachments(service: ApplicationService, application_id: ApplicationId) -> Iterator[tuple[str, bytes]]:
    kept = Attachments(service.record, service.clerk)
    for place, one in enumerate(kept.of(application_id), start=1):
        yield attachment_path(place, one.title, one.suffix), kept.content(one.ref)


def _journal(service: ApplicationService, application_id: ApplicationId, entries: Sequence[Entry]) -> PackedJournal:
    devices = {entry.device for entry in entries}
    heads = [
        PackedHead(device=device, seq=head.seq, hash=head.hash)
        for device, head in service.record.journal.heads().items()
        if device in devices
    ]
    return PackedJournal(application=application_id, entries=tuple(map(pack_entry, entries)), heads=tuple(heads))


def _as_text(number: str, moments: Sequence[TimelineEntry]) -> bytes:
    lines = [f"{number}　经过", *(f"{m.at[:16].replace('T', ' ')}　{m.who}　{m.text}　［{m.ref}］" for m in moments)]
    return ("\n".join(lines) + "\n").encode()


def _as_values(moment: TimelineEntry) -> dict[str, str]:
    values = {"ref": moment.ref, "at": moment.at, "who": moment.who, "what": moment.what}
    return values | ({"clock": moment.clock} if moment.clock else {})


def _clauses(service: ApplicationService, application_id: ApplicationId) -> dict[str, object]:
    """The pinned answer with its clauses, as it was frozen; and each line of today's answer with its clauses."""
    found = pinned_answer(service.record.db, application_id)
    values: dict[str, object] = {}
    if found is not None:
        answer = read_answer(found[0])
        values = {
            "at": found[1],
            "policy": {"id": answer.pack, "number": answer.pack_number, "version": answer.pack_version},
            "customer_class": answer.class_label,
            "track": answer.track,
            "documents": [{"label": one.label, "state": one.state, "clause": one.clause} for one in answer.documents],
        }
    decision = service.state(application_id).decision
    return {"told": values, "now": {} if decision is None else _cited(decision)}


def _cited(decision: Decision) -> dict[str, object]:
    lines: list[tuple[str, Bases]] = [(decision.customer_class.label, decision.customer_class.basis)]
    lines += [(line.label, line.basis) for line in decision.clocks]
    lines += [(document.label, document.basis) for document in decision.documents]
    lines += [(decision.approval.words, decision.approval.basis)]
    lines += [(f"{cost.part}：{cost.label}", cost.basis) for cost in decision.costs]
    policy = decision.policy
    return {
        "policy": {"id": policy.id, "number": policy.number, "version": policy.version},
        "lines": [
            {"says": says, "clauses": [_clause(basis.source, basis.article) for basis in bases]}
            for says, bases in lines
        ],
    }


def _clause(source: str, article: str | None) -> str:
    return " ".join(part for part in ("通用做法" if source == BASELINE else source, article) if part)
