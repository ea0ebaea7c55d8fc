"""The push package: one ZIP with form, data, attachments and a manifest of hashes. Equal input gives equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.application import ApplicationId
from gridcounter.core.exchange.push_package import (
    DATA,
    FORM_PDF,
    FORM_WORD,
    FORMAT,
    MANIFEST,
    SCHEMA,
    SIGNATURE,
    FilingData,
    PackedAttachment,
    PackedChange,
    PackedCondition,
    PackedFiling,
    PackedForm,
    PackedPolicy,
    as_json,
    attachment_path,
    manifest,
    schema,
)
from gridcounter.core.filing.filing import follow, follow_all
from gridcounter.core.policy.decision import Decision
from gridcounter.core.record.of_filings import FilingChanged, FilingPrepared, OnFiling
from gridcounter.core.validation.attachments import carried_words
from gridcounter.core.wording import this_project
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.files.examination import EXAMINER
from gridcounter.services.files.zip_entries import write_zip
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.papers.attachments import Attachment, Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import PreparedPapers, prepare
from gridcounter.services.papers.rendering import PaperRenderer
from gridcounter.services.record.signing import signature, signing_key
from gridcounter.store.files import replace_file
from gridcounter.store.journal.validators.life import NoFiling
from gridcounter.store.signing import SigningKey

#: The contract's parts on a filing form; who received the documents is not sent to the authority.
_SENT = ("case", "number", "official_number", "applicant", "agent", "premises", "project", "office")


class NoFilingHere(Refusal):
    """The case in its present state needs no filing."""

    sentence = "按现在填的情况没有要备案的表，没有材料可以导出"


class FilingEnded(Refusal):
    """The version has ended: it was returned, refused, withdrawn or has lapsed."""

    sentence = "这一版备案已经结束：先填写下一版，再导出材料"


class FormReadsDifferently(Refusal):
    """The form in force was issued and signed with other contents than the package would carry; `title` names it."""

    def __init__(self, title: str) -> None:
        super().__init__(f"《{title}》出具以后内容有改动，没有导出：请值班长先在文书页作废重出，签章以后再导出")


@dataclass(frozen=True, slots=True)
class PackageParts:
    """All data for packing, read on the record's thread, and the key that signs the package.

    `issued` are the bytes of the form in force; None if it was not issued.
    """

    prepared: PreparedPapers
    decision: Decision
    form: str
    attachments: tuple[tuple[Attachment, bytes], ...]
    key: SigningKey
    issued: bytes | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """The ZIP, its SHA-256 in hex, and by which key it is signed."""

    content: bytes
    sha256: str
    fingerprint: str


def gather(service: ApplicationService, application_id: ApplicationId) -> PackageParts:
    """Reads all that packing needs; writes nothing but the signing key, when the device has none yet.

    Raises NoFilingHere, NoFiling, FilingEnded, WrongInput, AttachmentLost, PaperDamaged, PaperElsewhere.
    """
    prepared = prepare(service, application_id)
    decision = prepared.today.decision
    if decision.approval.filing is None:
        raise NoFilingHere
    filing = follow_all(prepared.filing_acts)
    if not filing.version:
        raise NoFiling
    if not filing.is_alive:
        raise FilingEnded
    kept = Attachments(service.record, service.clerk)
    attachments = tuple((one, kept.content(one.ref)) for one in kept.of(application_id))
    key = signing_key(service.record, service.clerk)
    form = str(decision.approval.filing.form)
    version = prepared.versions.get(form)
    issued = IssuedPapers(service).content(version.ref) if version is not None and version.ref else None
    return PackageParts(prepared, decision, form, attachments, key, issued)


def to_tell(package_parts: PackageParts) -> tuple[str, ...]:
    """A sentence for each attachment that carries more than it shows.

    Examines those that were not yet: unless `is_examined`, call it from a worker.
    """
    found = ((one, EXAMINER.examine(content, one.type).carries) for one, content in package_parts.attachments)
    return tuple(f"附件“{one.title}”{carried_words(carries)}" for one, carries in found if carries)


def is_examined(package_parts: PackageParts) -> bool:
    """Whether it is known of every attachment what it carries."""
    return all(EXAMINER.known(one.sha256) for one, _ in package_parts.attachments)


def pack(package_parts: PackageParts, paper_renderer: PaperRenderer) -> Package:
    """Draws the papers and builds the ZIP; does not touch the record, so it may run on any thread.

    Raises FormReadsDifferently.
    """
    (drawn,) = paper_renderer.draw(package_parts.prepared, wanted=[package_parts.form])
    if drawn.changed:
        raise FormReadsDifferently(drawn.title)
    paths = [
        attachment_path(place, one.title, one.suffix)
        for place, (one, _) in enumerate(package_parts.attachments, start=1)
    ]
    form = PackedForm(id=drawn.paper, title=drawn.title, layout=drawn.form_version, content_hash=drawn.content_hash)
    files = {
        FORM_PDF: drawn.content if package_parts.issued is None else package_parts.issued,
        FORM_WORD: paper_renderer.draw_word(package_parts.prepared, package_parts.form),
        DATA: as_json(_data(package_parts, form, paths)),
        SCHEMA: schema(),
    }
    files |= {path: content for path, (_, content) in zip(paths, package_parts.attachments, strict=True)}
    signer = package_parts.key.signer
    files[MANIFEST] = as_json(manifest(files, signer))
    files[SIGNATURE] = as_json(signature(package_parts.key, files[MANIFEST]))
    content = write_zip(files)
    return Package(content, hashlib.sha256(content).hexdigest(), signer.fingerprint)


def write_package(
    service: ApplicationService, application_id: ApplicationId, package: Package, out: Path, said: ActDay
) -> None:
    """Records the export before the file gets its name. Raises Fault."""
    replace_file(out, package.content, lambda: Filings(service).export(application_id, package.sha256, said))


def _data(package_parts: PackageParts, form: PackedForm, paths: Sequence[str]) -> FilingData:
    application, decision = package_parts.prepared.application, package_parts.decision
    result = application.model_dump(mode="json", exclude_none=True)
    return FilingData(
        format=FORMAT,
        number=application.number or "",
        official_number=application.official_number or "",
        policy=PackedPolicy(
            id=decision.policy.id, number=decision.policy.number or "", version=decision.policy.version
        ),
        form=form,
        filing=_filing(package_parts.prepared.filing_acts),
        application={key: result[key] for key in _SENT if key in result},
        conditions=tuple(
            PackedCondition(label=one.label, value=this_project(one), met=one.met)
            for one in decision.approval.conditions
        ),
        attachments=tuple(
            PackedAttachment(path=path, title=one.title, type=str(one.type), added_on=one.added_at[:10])
            for path, (one, _) in zip(paths, package_parts.attachments, strict=True)
        ),
    )


def _filing(acts: Sequence[OnFiling]) -> PackedFiling:
    filing, prepared_on = follow_all(()), ""
    changes = []
    for act in acts:
        filing = follow(filing, act)
        if isinstance(act, FilingPrepared):
            prepared_on = act.on
        elif isinstance(act, FilingChanged):
            changes.append(PackedChange(version=filing.version, on=act.on, what=act.what))
    return PackedFiling(
        version=filing.version,
        prepared_on=prepared_on,
        signed_by=filing.signed_by,
        number=filing.number,
        changes=tuple(changes),
    )
