"""One entry of each kind, on one application and one consultation: rules for all kinds are tested on these."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from builders.record_builders import CLERK, PDF, a_paper, an_answer, an_opening
from gridcounter.core.record.acts import CONTENTS
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_parks import OnSubject, SubjectKind
from gridcounter.store.stores import WritingStores

WANG = {"id": "c2", "name": "王", "role": "clerk", "pin": "hash", "active": 1}
ATTACHED = b"%PDF-1.7 a drawing of the route"
_ATTACHED = hashlib.sha256(ATTACHED).hexdigest()
ON = "2026-09-23"
_WATERWORKS = "样例自来水公司"
_PURGE = {"until": ON, "months": 60, "basis": "样例期限表", "count": 0, "entries": 0, "papers": 0, "attachments": 0}
#: What stands for the entry of the last paper or attachment.
LAST = "device:1"

HELD = {"on": ON, "way": "on_site", "reason": "asked", "ours": ["李样"], "received_by": "陈样（设备部）"}

#: What an entry of each kind may hold. Of this order two things hang on the one before: see `append_every_kind`.
EXAMPLES: Mapping[Kind, Mapping[str, Any]] = {
    Kind.OFFICE_SET: {"place": "jining"},
    Kind.CLERK_ADDED: WANG,
    Kind.CLERK_CHANGED: WANG,
    Kind.NUMBERS_RESERVED: {"numbers": ["JN1-0100"], "purpose": "drawer"},
    Kind.LIST_EXPORTED: {"rows": 1, "chip": "all", "by_words": False},
    Kind.APPLICATION_OPENED: an_opening().payload,
    Kind.CONSULTATION_NOTED: {"number": "JN1-0002", "short_code": "CB"},
    Kind.FIELDS_CHANGED: {"fields": {"case.on": {"to": "2026-09-21", "over": None}}},
    Kind.FIELDS_CORRECTED: {"fields": {"case.business": {"to": "temporary", "over": None}}, "why": "填写有误"},
    Kind.MATERIALS_RECEIVED: {"on": "2026-09-21"},
    Kind.APPLICATION_ACCEPTED: {
        "on": "2026-09-21",
        "answer": an_answer(),
        "conditions": [{"text": "没有欠费", "met": True, "remark": "看了当月账单"}],
    },
    Kind.DAYS_CORRECTED: {"received": {"to": "2026-09-20", "was": "2026-09-21"}, "why": "填写有误"},
    Kind.CONDITIONS_SEEN: {"conditions": [{"text": "没有欠费", "met": True}]},
    Kind.APPLICATION_HANDED_OVER: {"to": "北厅", "why": "在那边办", "on": ON},
    Kind.OFFICIAL_NUMBER_ENTERED: {"number": "3700"},
    Kind.NUMBER_CORRECTED: {"number": "JN1-0009", "was": "JN1-0001"},
    Kind.DOCUMENT_RECEIVED: {"document": "identity"},
    Kind.DOCUMENT_DEFERRED: {"document": "premises", "until": "2026-10-01"},
    Kind.DOCUMENT_WAIVED: {"document": "premises", "basis": "样例文件 第2条"},
    Kind.DOCUMENT_REMARKED: {"document": "premises", "remark": "周四由弟弟送来"},
    Kind.NOTICE_ISSUED: a_paper().payload,
    Kind.NOTICE_DELIVERED: {"ref": LAST, "how": "in_person"},
    Kind.PAPER_ISSUED: a_paper(paper="filing").payload,
    Kind.PAPER_DELIVERED: {"ref": LAST, "how": "in_person"},
    Kind.PAPER_PRINTED: {"ref": LAST},
    Kind.PAPER_VOIDED: {"ref": LAST, "why": "misprint"},
    Kind.PERSONAL_DATA_SHOWN: {"fields": ["applicant.phone"]},
    Kind.APPLICATION_CLOSED: {"why": "withdrawn"},
    Kind.APPLICATION_REOPENED: {"why": "撤回是误会"},
    Kind.ANSWER_MOVED: {"why": "新文件", "answer": an_answer()},
    Kind.SURVEY_CONFIRMED: {"on": "2026-09-22", "announced": True, "answer": an_answer()},
    Kind.SUPPLEMENT_ISSUED: a_paper(
        paper="supplement_notice", items=[{"label": "委托书", "clause": "三(二)1", "why": "有代理人"}]
    ).payload,
    Kind.EVENT_NOTED: {"event": "completion_reported", "on": "2026-09-22"},
    Kind.STEP_FINISHED: {"clock": "plan", "on": "2026-09-22"},
    Kind.CLOCK_PAUSED: {"clocks": ["connect"], "on": "2026-09-22", "why": "request", "ref": "书面申请"},
    Kind.CLOCK_RESUMED: {"clocks": ["connect"], "on": "2026-09-23"},
    Kind.ATTACHMENT_ADDED: {"sha256": _ATTACHED, "type": "application/pdf", "title": "路径图", "size": 1},
    Kind.ATTACHMENT_REMOVED: {"ref": LAST, "why": "传错"},
    Kind.FILING_PREPARED: {"on": ON},
    Kind.FILING_SIGNED: {"on": ON, "by": ["owner"]},
    Kind.FILING_EXPORTED: {"on": ON, "sha256": "0"},
    Kind.FILING_PUSHED: {"on": ON, "serial": "T-1"},
    Kind.FILING_CONFIRMED: {"on": ON, "number": "备-1"},
    Kind.FILING_RETURNED: {"on": ON, "wants": ["补路径图"], "until": "2026-10-08", "why": "补路径图"},
    Kind.FILING_REFUSED: {"on": ON, "why": "写明"},
    Kind.FILING_WITHDRAWN: {"on": ON, "why": "写明"},
    Kind.FILING_CHANGED: {"on": ON, "what": "线路加长", "why": "写明"},
    Kind.FILING_LAPSED: {"on": ON, "why": "写明"},
    Kind.FORM_POSTED: {"on": ON, "where": "东门路口"},
    Kind.FORM_TAKEN_DOWN: {"on": ON, "why": "写明"},
    Kind.WORKS_STARTED: {"on": ON},
    Kind.INSPECTION_NOTED: {"on": ON, "passed": True, "text": "围挡整齐"},
    Kind.WORKS_RESTORED: {"on": ON},
    Kind.BREACH_NOTED: {"on": ON, "text": "未恢复"},
    Kind.JOINT_OPENED: {
        "on": ON,
        "utilities": ["water", "power", "telecom"],
        "mix": "水电气网",
        "pack": "sha256:1",
        "article": ["4"],
    },
    Kind.JOINT_CONSENTED: {
        "on": ON,
        "utility": "water",
        "unit": _WATERWORKS,
        "kinds": ["contact", "place", "need"],
        "how": "signed",
    },
    Kind.SLIP_HANDED: {"on": ON, "utility": "water", "unit": _WATERWORKS, "way": "当面", "receiver": "样例收件人"},
    Kind.SLIP_ACKNOWLEDGED: {"on": ON, "utility": "water", "unit": _WATERWORKS, "their_number": "样-1"},
    Kind.UTILITY_ASKS: {"on": ON, "utility": "water", "unit": _WATERWORKS, "documents": ["总平面图"]},
    Kind.SURVEY_ARRANGED: {"on": ON, "utilities": ["water", "telecom"], "when": "周四上午"},
    Kind.SURVEY_HELD: {
        "on": ON,
        "present": ["样例自来水公司 样例甲"],
        "findings": [{"utility": "water", "seen": "东门有管"}],
    },
    Kind.UTILITY_ANSWERED: {"on": ON, "utility": "water", "unit": _WATERWORKS, "kind": "yes", "words": "可以接"},
    Kind.ANSWER_TOLD: {"on": ON, "utility": "water", "unit": _WATERWORKS, "way": "电话"},
    Kind.CONSENT_WITHDRAWN: {"on": ON, "utility": "water", "unit": _WATERWORKS},
    Kind.JOINT_PART_WITHDRAWN: {"on": ON, "utility": "telecom", "why": "暂不装"},
    Kind.PACK_ADOPTED: {"id": "jining", "number": "新〔2026〕1号", "version": "sha256:2"},
    Kind.PACK_KEPT: {"id": "jining", "number": "旧〔2021〕1号", "version": "sha256:1", "files": {}},
    Kind.DESK_HANDED_OVER: {"to": "c2", "figures": {"promised": 1}},
    Kind.CALENDAR_ADDED: {"year": 2027, "sha256": "0", "days": {"holidays": [], "make_up": []}},
    Kind.EVIDENCE_BUNDLED: {"sha256": "0", "files": 7},
    Kind.RECORD_RESTORED: {"made_at": "2026-09-20T17:00:00+08:00", "entries": 9, "lost": None},
    Kind.ROLLBACK_FOUND: {
        "seen": [{"device": "00000000", "seq": 9, "hash": "0" * 64, "where": "backups"}],
        "here": [{"device": "00000000", "seq": 7, "hash": "1" * 64}],
        "unclosed": "",
    },
    Kind.PURGE_HELD: {"why": "有争议"},
    Kind.RECORDS_PURGED: {**_PURGE, "applications": []},
    Kind.RECORD_MOVED: {"ends": [{"device": "00000000", "seq": 7, "hash": "1" * 64}]},
    Kind.KEY_RENEWED: {"devices_before": ["00000000"], "ends": [{"device": "00000000", "seq": 7, "hash": "1" * 64}]},
    Kind.PASSPHRASE_CHANGED: {"generation": 1},
    Kind.KEYS_RESTORED: {"generation": 1},
    Kind.SIGNING_KEY_MADE: {"public_key": "ab" * 32},
    Kind.PIN_WRONG: {"clerk": "c1", "wrong": 3, "wait": 30, "place": "window"},
    Kind.TABLES_DIFFERED: {"tables": ["clerk"]},
    Kind.DESK_INVITED: {"mark_digest": "ab" * 32, "until": "2026-09-30T09:00:00+08:00"},
    Kind.DESK_RETIRED: {"signs_with": "cd" * 32, "why": "笔记本丢失"},
    Kind.DESK_JOINED: {"name": "3 号台", "signs_with": "ab" * 32, "sealed_to": "age1invented"},
    Kind.HEADS_SEEN: {"heads": [{"device": "00000000", "seq": 9, "hash": "0" * 64}]},
    Kind.PURGE_ANNOUNCED: {"until": "2031-12-31", "months": 60, "basis": "样例期限表", "applications": [], "heads": []},
    Kind.FORK_REPAIRED: {"device": "00000000", "seq": 8, "hashes": ["0" * 64], "again": "00000001:1"},
    Kind.CONFLICT_SETTLED: {"refs": ["00000000:9"], "why": "两边都看过"},
    Kind.OFFICE_CONFLICT_SETTLED: {"refs": ["00000000:9"], "why": "两边都看过"},
    Kind.SHARING_LISTED: {"document": "identity", "source": "face", "basis": "本单位核实", "begins": ON},
    Kind.SHARING_CHECKED: {"document": "identity", "on": ON, "ok": False, "why": "系统维护"},
    Kind.SHARING_ENDED: {"document": "identity", "why": "接口停用"},
    Kind.EXCHANGE_KEY_RENEWED: {"key_id": "0123456789abcdef", "why": "停用“3 号台”"},
    Kind.PARK_OPENED: {"fields": {"name": "样例产业园", "level": "provincial"}},
    Kind.PARK_CHANGED: {"fields": {"district": {"to": "样例区", "over": None}}},
    Kind.GUARANTOR_NAMED: {
        "level": "supplier",
        "name": "李样",
        "begins": "2026-01-01",
        "source": "样例名单〔2026〕1号",
    },
    Kind.GUARANTOR_ENDED: {"ref": LAST, "on": ON, "why": "调岗"},
    Kind.FIRM_OPENED: {"park": "p1", "fields": {"name": "样例机械有限公司"}},
    Kind.FIRM_CHANGED: {"fields": {"building": {"to": "3 号楼", "over": None}}},
    Kind.FIRM_MOVED_OUT: {"on": ON, "why": "搬走"},
    Kind.ACCOUNT_SET: {
        "account": "3700000001",
        "capacity_kva": 630,
        "transformers": [{"kva": 630, "count": 1, "whose": "own"}],
    },
    Kind.ENERGY_NOTED: {"month": "2026-08", "values": {"kwh": 12000.0}, "seen": "力率偏低"},
    Kind.VISIT_PLANNED: {"number": "ZF-20260923-001", "park": "p1", "firms": ["f1"], "planned": ON},
    Kind.VISIT_MOVED: {"to": "2026-09-24", "why": "企业停产检修"},
    Kind.VISIT_DROPPED: {"why": "企业改用电话"},
    Kind.VISIT_HELD: {**HELD, "number": "ZF-20260923-001", "park": "p1", "firms": ["f1"]},
    Kind.VISIT_CORRECTED: {**HELD, "time": "14:00—15:00", "why": "时间记错"},
    Kind.REQUEST_NOTED: {"firm": "f1", "words": "想单独装表", "kind": "resupply", "outcome": "promised"},
    Kind.REQUEST_ANSWERED: {"ref": LAST, "on": ON, "answer": "可以申请，带来材料即可", "way": "telephone"},
    Kind.REQUEST_PASSED_ON: {"ref": LAST, "unit": "样例燃气公司", "on": ON, "way": "当面转交"},
    Kind.REQUEST_TAKEN: {"ref": LAST, "application": "a1"},
    Kind.PROMISE_MADE: {"firm": "f1", "text": "答复装表方案", "who": "李样", "on": ON, "by": "2026-09-28"},
    Kind.PROMISE_MOVED: {
        "ref": LAST,
        "to": "2026-09-30",
        "why": "要看现场",
        "told_on": "2026-09-24",
        "told_how": "telephone",
    },
    Kind.PROMISE_KEPT: {"ref": LAST, "on": "2026-09-28", "words": "送去了方案", "told_how": "on_site"},
    Kind.PROMISE_WITHDRAWN: {"ref": LAST, "why": "企业不要了", "told_on": "2026-09-28", "told_how": "telephone"},
    Kind.FIRMS_IMPORTED: {"park": "p1", "opened": 1, "changed": 0},
}


#: What each of the subjects besides applications is called here.
SUBJECTS = {SubjectKind.PARK: "p1", SubjectKind.FIRM: "f1", SubjectKind.VISIT: "v1"}
_OPENING = (Kind.APPLICATION_OPENED, Kind.CONSULTATION_NOTED)
#: Kinds that later ones refer to as `LAST`.
_REFERRED = {
    *(Kind.NOTICE_ISSUED, Kind.PAPER_ISSUED, Kind.ATTACHMENT_ADDED),
    *(Kind.GUARANTOR_NAMED, Kind.REQUEST_NOTED, Kind.PROMISE_MADE),
}
#: What needs another one before it than that of the other kinds.
_BEFORE = {Kind.VISIT_DROPPED: Kind.VISIT_PLANNED, Kind.PROMISE_WITHDRAWN: Kind.PROMISE_MADE}


def about(kind: Kind) -> str:
    """The subject of the example of a kind."""
    contents = CONTENTS[kind]
    if kind == Kind.VISIT_DROPPED:
        return "v2"
    if issubclass(contents, OnSubject):
        return SUBJECTS[contents.subject_kind]
    return "b" if kind == Kind.CONSULTATION_NOTED else "a1"


def append_every_kind(stores: WritingStores) -> None:
    """With the bytes of its papers and of its attachment in the archive."""
    stores.archive.keep(PDF)
    stores.archive.keep(ATTACHED)
    last = ""
    for kind in (*_OPENING, *(kind for kind in Kind if kind not in _OPENING)):
        for one in (_BEFORE.get(kind), kind):
            if one is not None:
                text = EXAMPLES[one]
                text = {**text, "ref": last} if text.get("ref") == LAST else text
                entry = stores.journal.append(Act(one, text, CLERK, about(kind)))
                last = entry.ref if one in _REFERRED else last
