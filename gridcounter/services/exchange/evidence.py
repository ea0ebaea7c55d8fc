"""The evidence bundle of one application: notices, issued papers and acts, each with its hash, in one ZIP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridcounter import __version__
from gridcounter.core.application import ApplicationId
from gridcounter.core.exchange.evidence import (
    CLAUSES,
    ENTRIES,
    MANIFEST,
    PAPERS,
    README,
    TIMELINE,
    TIMELINE_TEXT,
    PackedClauses,
    PackedHead,
    PackedJournal,
    PackedPaper,
    PackedPapers,
    manifest,
    pack_entry,
)
from gridcounter.core.exchange.push_package import SIGNATURE, as_json, attachment_path
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Bases, Decision
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.soundness import wrong_by_itself
from gridcounter.errors import Refusal
from gridcounter.services.exchange.evidence_parts import papers_of, timeline_of, timeline_text, told_of
from gridcounter.services.files.zip_entries import write_zip
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.record import suffix_of
from gridcounter.services.record.signing import signature, signing_key
from gridcounter.store.files import replace_file
from gridcounter.store.papers import PaperDamaged, why_lacking
from gridcounter.store.queries.office_rows import clerk_names

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService

_README = """\
举证材料包　编号 {number}
生成时间 {made_at}　生成人 {clerk}
签名指纹 {fingerprint}

本包由用电报装受理台账直接导出，供答复投诉、复核时使用。
文书和附件与当时存档的逐字节相同；其余各文件不放申请表上的姓名、证件和电话；
经办人自己写的原因、说明、备注照原样在内，交出前请看一遍。
文书和附件里有申请人信息，本包没有加密：请只交给有权查看的单位，用完删除。

papers/          出具过的文书，含已作废的（各份的出具、交付、作废情况见 papers.json）
attachments/     附件，含申请人签字的扫描件
timeline.txt     经过，从登记到现在（timeline.json 为供程序读取的同一内容）
clauses.json     告知时所依据的文件、版本和条款（told），以及生成本包那天的（now）
journal.json     台账中这份申请的每一条登记，带校验值和在台账里的位置
manifest.json    本包每个文件的校验值（SHA-256）、每一条登记的位置和校验值、签名的公钥
signature.json   用出具单位的钥匙对 manifest.json 的签名（Ed25519）

核对的命令：gridcounter record bundle verify 本文件
核对不用打开台账。签出以后任何一个文件、任何一条登记改动一个字、少一条，都会指出来。
签名只说明用哪一把钥匙签的：请把签名指纹与另外拿到的纸质告知书页脚上印的核对（本包里的不算），或者请出具单位用台账核对。
manifest.json 换掉、连同签名一起去掉的，核对时会写明“没有签名”，那就不能说明是谁出具的。
journal.json 里涉及个人信息的填写内容没有放进来，只留校验值；需要时由本单位用台账核对。
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The ZIP, its SHA-256 in hex, how many files are in it, and by which key it is signed."""

    content: bytes
    sha256: str
    files: int
    fingerprint: str


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
    """Reads everything; writes nothing but the signing key, when the device has none yet.

    Raises ApplicationNotFound, BrokenEntry, JournalBroken, PaperDamaged, AttachmentLost, PaperElsewhere.
    """
    record = service.record
    row = record.applications.get(application_id)
    key = signing_key(record, service.clerk)
    names = clerk_names(record.db)
    entries = record.journal.whole(application_id)
    refuse_broken(entries)
    moments = timeline_of(entries, names, record.journal.off_clock())
    made_at = now.astimezone().isoformat(timespec="seconds")
    papers = dict(_papers(service, entries, names))
    files = {paper.path: content for paper, content in papers.items()}
    files |= dict(_attachments(service, application_id))
    files |= {
        PAPERS: as_json(PackedPapers(papers=tuple(papers))),
        ENTRIES: as_json(_journal(service, application_id, entries)),
        TIMELINE: as_json(moments),
        TIMELINE_TEXT: timeline_text(row.number, moments).encode(),
        CLAUSES: as_json(PackedClauses(told=told_of(entries), now=_now(service, application_id))),
        README: _README.format(
            number=row.number, made_at=made_at, clerk=service.clerk_name, fingerprint=key.signer.fingerprint
        ).encode(),
    }
    files[MANIFEST] = as_json(manifest(row.number, made_at, __version__, files, entries, key.signer))
    files[SIGNATURE] = as_json(signature(key, files[MANIFEST]))
    content = write_zip(files)
    return Bundle(content, hashlib.sha256(content).hexdigest(), len(files), key.signer.fingerprint)


def write_bundle(service: ApplicationService, application_id: ApplicationId, bundle: Bundle, out: Path) -> None:
    """Records that it leaves the office before the file gets its name. Raises Fault."""
    act = Act(Kind.EVIDENCE_BUNDLED, {"sha256": bundle.sha256, "files": bundle.files}, service.clerk, application_id)
    replace_file(out, bundle.content, lambda: service.record.journal.append(act))


def _papers(
    service: ApplicationService, entries: Sequence[Entry], names: Mapping[str, str]
) -> Iterator[tuple[PackedPaper, bytes]]:
    for paper in papers_of(entries, names):
        content = service.record.archive.content(paper.sha256)
        if content is None:
            raise why_lacking(service.record.db, paper.ref, paper.sha256, PaperDamaged(paper.ref))
        yield paper.model_copy(update={"path": paper.path + suffix_of(content)}), content


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


def _now(service: ApplicationService, application_id: ApplicationId) -> dict[str, Any]:
    """Each line of today's answer with its clauses."""
    decision = service.state(application_id).decision
    return {} if decision is None else _cited(decision)


def _cited(decision: Decision) -> dict[str, Any]:
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
    return " ".join(filter(None, ("通用做法" if source == BASELINE else source, article)))
