"""Entries of an evidence bundle: their application, each once, and none whose contents name a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders.every_kind import EXAMPLES

from gridcounter.core.exchange.evidence import (
    PackedHead,
    PackedJournal,
    PackedPaper,
    manifest,
    names_a_person,
    pack_entry,
    unsound_attachments,
    unsound_entries,
    unsound_papers,
)
from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.record.journal import Act, Entry, Head, Kind, chain, tick
from gridcounter.core.record.signing import Signer

SHA = "a" * 64


def entries(*acts: Act, device: str = "d1") -> list[Entry]:
    """One after the other on one device, each with hashes of its own."""
    found: list[Entry] = []
    for number, act in enumerate(acts):
        head = Head(found[-1].seq, found[-1].hash) if found else None
        hlc = tick(None, now_ms=number, device=device)
        now = f"2026-09-21T09:00:{number:02d}.000+08:00"
        found.append(chain(act, device=device, head=head, hlc=hlc, now=now, salt=bytes([number] * 16)))
    return found


def an_act(kind: Kind = Kind.MATERIALS_RECEIVED, application: str | None = "a1", **result: Any) -> Act:  # noqa: ANN401
    return Act(kind, result or {"on": "2026-09-21"}, "c1", application)


def a_journal(*packed: Entry, heads: list[Entry] | None = None) -> PackedJournal:
    last = {one.device: one for one in packed} if heads is None else {one.device: one for one in heads}
    return PackedJournal(
        application="a1",
        entries=tuple(pack_entry(one) for one in packed),
        heads=tuple(PackedHead(device=one.device, seq=one.seq, hash=one.hash) for one in last.values()),
    )


def told(journal: PackedJournal) -> list[str]:
    return list(unsound_entries(journal))


ONE, TWO, THREE = entries(an_act(), an_act(Kind.STEP_FINISHED), an_act(Kind.EVENT_NOTED))
OTHER_DEVICE = entries(an_act(), an_act(), device="d2")


def test_entries_of_one_application_from_two_devices_hold_in_any_order_and_with_gaps() -> None:
    assert told(a_journal(ONE, TWO, THREE, *OTHER_DEVICE)) == []
    assert told(a_journal(*OTHER_DEVICE, THREE, ONE, heads=[THREE, OTHER_DEVICE[-1]])) == []


@pytest.mark.parametrize("application", ["a2", None])
def test_an_entry_of_another_application_is_named_though_its_hashes_hold(application: str | None) -> None:
    mine, foreign, after = entries(an_act(), an_act(application=application), an_act())

    assert told(a_journal(mine, foreign, after)) == [f"第 {foreign.ref} 条：不是这份申请的"]


def test_the_same_entry_twice_is_named() -> None:
    assert told(a_journal(ONE, TWO, TWO, THREE)) == [f"第 {TWO.ref} 条：同一条有两份"]


def test_another_entry_of_the_same_place_is_named() -> None:
    _, instead = entries(an_act(), an_act(Kind.CLOCK_PAUSED))

    assert told(a_journal(ONE, TWO, instead, THREE, heads=[THREE])) == [
        f"第 {instead.ref} 条：同一条有两份",
        f"第 {THREE.ref} 条：与前一条不相连",
    ]


def test_an_entry_chained_to_another_than_the_one_before_it_is_named() -> None:
    _, instead = entries(an_act(Kind.CLOCK_PAUSED), an_act())

    assert told(a_journal(ONE, instead)) == [f"第 {instead.ref} 条：与前一条不相连"]


def test_an_entry_that_no_head_reaches_is_named() -> None:
    beyond = f"第 {THREE.ref} 条：与登记的末尾不符"

    assert told(a_journal(ONE, THREE, heads=[TWO])) == [beyond]
    assert told(a_journal(ONE, THREE, heads=OTHER_DEVICE)) == [
        f"第 {ONE.ref} 条：与登记的末尾不符",
        beyond,
    ]
    assert told(a_journal(THREE, heads=[replace(THREE, hash=TWO.hash)])) == [beyond]
    assert told(a_journal(TWO, heads=[TWO])) == []


@pytest.mark.parametrize("lost", ["contents", "salt"])
def test_contents_without_their_salt_and_a_salt_without_contents_are_named(lost: str) -> None:
    journal = a_journal(ONE)
    broken = journal.entries[0].model_copy(update={lost: None})

    assert told(journal.model_copy(update={"entries": (broken,)})) == [f"第 {ONE.ref} 条：填写内容不完整"]


# ---- who is named

IMPERSONAL = {
    "case.on",
    "case.applied_on",
    "case.locality",
    "case.online",
    "desk.temporary_until",
    "desk.wanted_on",
    "desk.temporary_outcome",
}


def test_a_change_of_any_field_beside_case_and_desk_is_withheld_be_it_the_only_one() -> None:
    for name in [*FIELD_LABELS, "project.anything.new"]:
        (one,) = entries(an_act(Kind.FIELDS_CHANGED, fields={name: {"to": "样例", "over": None}}))
        assert names_a_person(one) is (name not in IMPERSONAL), name
        packed = pack_entry(one)
        assert (packed.withheld, packed.contents is None, packed.salt is None) == (name not in IMPERSONAL,) * 3
        assert told(a_journal(one)) == []


def test_one_field_that_names_a_person_among_others_withholds_them_all() -> None:
    said = {"case.customer": "enterprise", "premises.address": "样例路1号"}
    fields = {name: {"to": value, "over": None} for name, value in said.items()}

    assert names_a_person(entries(an_act(Kind.FIELDS_CHANGED, fields=fields))[0])
    assert not names_a_person(entries(an_act(Kind.FIELDS_CHANGED, fields={}))[0])
    assert not names_a_person(ONE)


# ---- papers and attachments


def test_a_manifest_lists_its_files_by_path_whatever_the_order_they_come_in() -> None:
    files = {path: path.encode() for path in ("timeline.txt", "README.txt", "papers/2.pdf", "papers/1.pdf")}

    signer = Signer(device="d1", public_key="ab" * 32)

    made = manifest("N-1", "2026-09-21", "0.1.0", files, [ONE], signer)

    listed = made.files
    assert [(one.ref, one.hash) for one in made.entries] == [(ONE.ref, ONE.hash)]

    assert [(one.path, one.size) for one in listed] == [
        ("README.txt", 10),
        ("papers/1.pdf", 12),
        ("papers/2.pdf", 12),
        ("timeline.txt", 12),
    ]


def a_paper(ref: str, sha256: str = SHA) -> PackedPaper:
    return PackedPaper(
        ref=ref, path=f"papers/{ref}.pdf", title="书", version=1, sha256=sha256, issued_at="", issued_by="",
        delivered_at="", how="", voided_at="", why="",
    )  # fmt: skip


ISSUED = entries(
    *(
        an_act(kind, **{**EXAMPLES[kind], "sha256": SHA})
        for kind in (Kind.NOTICE_ISSUED, Kind.PAPER_ISSUED, Kind.SUPPLEMENT_ISSUED)
    ),
    an_act(Kind.PAPER_VOIDED, ref="d1:2", why="写错"),
)


def test_every_paper_that_was_issued_is_there_and_no_other() -> None:
    papers = [a_paper(one.ref) for one in ISSUED[:3]]
    journal = a_journal(*ISSUED)

    assert list(unsound_papers(journal, papers)) == []
    for place, paper in enumerate(papers):
        without = papers[:place] + papers[place + 1 :]
        assert list(unsound_papers(journal, without)) == [f"台账第 {paper.ref} 条出具的文书不在材料包里"]
    assert list(unsound_papers(journal, [*papers, a_paper(ISSUED[3].ref)])) == [
        "papers/d1:4.pdf：与台账第 d1:4 条登记的校验值不符"
    ]
    changed = [*papers[1:], a_paper(papers[0].ref, "b" * 64)]
    assert list(unsound_papers(journal, changed)) == ["papers/d1:1.pdf：与台账第 d1:1 条登记的校验值不符"]


def test_an_attachment_is_known_by_its_bytes_among_two() -> None:
    text = EXAMPLES[Kind.ATTACHMENT_ADDED]
    signed = (an_act(Kind.ATTACHMENT_ADDED, **{**text, "sha256": one * 64}) for one in "ab")
    added = entries(*signed, an_act(Kind.EVIDENCE_BUNDLED, sha256="c" * 64, files=1))

    found = list(unsound_attachments(a_journal(*added), {f"attachments/{one}": one * 64 for one in "abc"}))

    assert found == ["attachments/c：台账里没有登记过这份附件"]
