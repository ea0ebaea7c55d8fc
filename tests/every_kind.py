"""One entry of each kind, on one application and one consultation: what holds for every kind is tried on these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from record_builders import CLERK, PDF, a_paper, an_answer, an_opening

from gridcounter.core.filing import FILING_KINDS
from gridcounter.core.journal import Act, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridcounter.store.stores import WritingStores

WANG = {"id": "c2", "name": "王", "role": "clerk", "pin": "hash", "active": 1}
ATTACHED = b"%PDF-1.7 a drawing of the route"


def append_every_kind(stores: WritingStores) -> None:
    """With the bytes of its papers and of its attachment in the archive."""
    stores.archive.keep(PDF)
    attached = stores.archive.keep(ATTACHED)
    told: dict[Kind, Mapping[str, Any]] = {
        Kind.OFFICE_SET: {"place": "jining"},
        Kind.CLERK_ADDED: WANG,
        Kind.CLERK_CHANGED: WANG,
        Kind.NUMBERS_RESERVED: {"numbers": ["JN1-0100"], "purpose": "drawer"},
        Kind.FIELDS_CHANGED: {"fields": {"case.on": {"to": "2026-09-21", "over": None}}},
        Kind.MATERIALS_RECEIVED: {"on": "2026-09-21"},
        Kind.APPLICATION_ACCEPTED: {"on": "2026-09-21", "answer": an_answer()},
        Kind.OFFICIAL_NUMBER_ENTERED: {"number": "3700"},
        Kind.DOCUMENT_RECEIVED: {"document": "identity"},
        Kind.DOCUMENT_DEFERRED: {"document": "premises", "until": "2026-10-01"},
        Kind.DOCUMENT_WAIVED: {"document": "premises", "basis": "样例文件 第2条"},
        Kind.NOTICE_ISSUED: a_paper().payload,
        Kind.PAPER_ISSUED: a_paper(paper="filing").payload,
        Kind.APPLICATION_CLOSED: {"why": "withdrawn"},
        Kind.ANSWER_MOVED: {"why": "新文件", "answer": an_answer()},
        Kind.SURVEY_CONFIRMED: {"on": "2026-09-22", "announced": True, "answer": an_answer()},
        Kind.SUPPLEMENT_ISSUED: a_paper(
            paper="supplement_notice", items=[{"label": "委托书", "why": "有代理人"}]
        ).payload,
        Kind.EVENT_NOTED: {"event": "completion_reported", "on": "2026-09-22"},
        Kind.STEP_FINISHED: {"clock": "plan", "on": "2026-09-22"},
        Kind.CLOCK_PAUSED: {"clocks": ["connect"], "on": "2026-09-22", "why": "request", "ref": "书面申请"},
        Kind.CLOCK_RESUMED: {"clocks": ["connect"], "on": "2026-09-23"},
        Kind.ATTACHMENT_ADDED: {"sha256": attached, "type": "application/pdf", "title": "路径图", "size": 1},
        Kind.PACK_ADOPTED: {"id": "jining", "number": "新〔2026〕1号", "version": "sha256:2"},
        Kind.PACK_KEPT: {"id": "jining", "number": "旧〔2021〕1号", "version": "sha256:1", "files": {}},
        Kind.DESK_HANDED_OVER: {"to": "c2"},
        Kind.CALENDAR_ADDED: {"year": 2027, "sha256": "0", "days": {"holidays": [], "make_up": []}},
        Kind.RECORDS_PURGED: {"applications": []},
    }
    told |= {kind: {"on": "2026-09-23", "why": "写明"} for kind in FILING_KINDS}
    stores.journal.append(an_opening())
    consulted = {"number": "JN1-0002", "short_code": "CB"}
    stores.journal.append(Act(Kind.CONSULTATION_NOTED, consulted, CLERK, "b"))
    issued = ""
    for kind in Kind:
        if kind in {Kind.APPLICATION_OPENED, Kind.CONSULTATION_NOTED}:
            continue
        on_paper = {"ref": issued, "how": "in_person", "why": "misprint"}
        entry = stores.journal.append(Act(kind, told.get(kind, on_paper), CLERK, "a1"))
        issued = entry.ref if kind in {Kind.NOTICE_ISSUED, Kind.ATTACHMENT_ADDED} else issued
