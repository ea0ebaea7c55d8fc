"""The line below the foot: where the record was when a paper was drawn, and by which key the office signs."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from builders.paper_builders import PLACES, a_full_application, as_pdf, as_word, built, paperwork, pdf_pages, plain
from builders.record_builders import DAY
from builders.told_builders import a_desk, drawn, issued, paper_renderer, taken_in, text_of

from gridcounter.core.papers.build import content_hash
from gridcounter.core.papers.view import Printing
from gridcounter.core.record.journal import Head, Kind
from gridcounter.core.record.signing import Signer, anchor_words
from gridcounter.documents.profiles import PROFILES, Profile
from gridcounter.services.ledger.shift import Shift, draw_slip
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.papers.issuing import prepare
from gridcounter.services.record.signing import signing_key
from gridcounter.store.database import DiskRefused

SIGNER = Signer(device="3f2a91bc", public_key="ab" * 32)
LINE = anchor_words(SIGNER, Head(12_840, "9c41d07e" + "0" * 56))


def stands_at_the_foot(line: str, content: bytes) -> bool:
    """Last on every page, and nowhere else."""
    pages = pdf_pages(content)
    return all(page.endswith(plain(line)) and page.count("签名指纹") == 1 for page in pages)


def word_foot(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if "footer" in name)


def test_the_line_names_device_place_and_hash_of_the_head_and_the_fingerprint_of_the_key() -> None:
    digits = hashlib.sha256(b"\xab" * 32).hexdigest()
    shown = f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:16]}"
    assert f"台账 3f2a91bc:12840 · 9c41d07e　签名指纹 {shown}" == LINE


def test_a_notice_carries_the_head_before_its_own_entry_and_the_key_of_the_office(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        signer = signing_key(desk.record, desk.clerk).signer
        head = desk.record.journal.heads()[signer.device]

        notice = issued(desk, application)["one_time_notice"]

        (entry,) = (one for one in desk.record.journal.of(application) if one.kind == Kind.NOTICE_ISSUED)
        assert (entry.seq, entry.prev) == (head.seq + 1, head.hash)
        assert stands_at_the_foot(anchor_words(signer, head), notice.content)


def test_the_first_paper_of_a_device_makes_its_key_and_the_head_covers_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        kinds = [entry.kind for entry in desk.record.journal.all()]
        assert Kind.SIGNING_KEY_MADE not in kinds

        first, again = prepare(desk, application), prepare(desk, application)

        (made,) = (one for one in desk.record.journal.all() if one.kind == Kind.SIGNING_KEY_MADE)
        assert first.anchor == again.anchor
        assert f"{made.ref} · {made.hash[:8]}" in first.anchor


def test_another_printing_at_another_head_is_the_same_paper(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = issued(desk, application)["one_time_notice"]

        after = drawn(desk, application)["one_time_notice"]

        assert after.content != before.content
        assert (after.changed, after.content_hash) == (False, before.content_hash)


def test_the_papers_that_the_office_hands_out_carry_it_and_the_applicants_forms_do_not() -> None:
    printing = Printing(anchor=LINE)
    forms = built(a_full_application("jining"), printing=printing)
    carry = {paper for paper, form in forms.items() if form.model.anchor == LINE}
    assert {"one_time_notice", "acceptance_receipt"} <= carry
    assert {form.model.anchor for form in forms.values()} == {LINE, ""}
    assert not carry & {"commitment_filing", "commitment_filing_posted", "info_sheet"}


def test_without_a_record_nothing_of_it_is_printed() -> None:
    for form in built(a_full_application("jining")).values():
        assert form.model.anchor == ""
        assert "签名指纹" not in "".join(pdf_pages(as_pdf(form.model)))
        assert "签名指纹" not in word_foot(as_word(form.model))


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("place", PLACES)
def test_no_paper_takes_a_page_more_for_it(place: str, profile: Profile) -> None:
    bare = built(a_full_application(place))
    for paper, form in built(a_full_application(place), printing=Printing(anchor=LINE)).items():
        assert content_hash(form.model) == content_hash(bare[paper].model)
        with_it, without = (len(pdf_pages(as_pdf(one.model, profile))) for one in (form, bare[paper]))
        assert with_it == without, paper
        if form.model.anchor:
            assert stands_at_the_foot(LINE, as_pdf(form.model, profile))


def test_the_word_file_carries_it_in_its_foot(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        prepared = prepare(desk, taken_in(desk))
        assert prepared.anchor in word_foot(paper_renderer(desk).draw_word(prepared, "one_time_notice"))


def test_the_handover_slip_carries_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        taken_in(desk)
        slip = Shift(desk, Clerks(desk.record)).slip(DAY)
        signer = signing_key(desk.record, desk.clerk).signer

        assert slip.anchor == anchor_words(signer, desk.record.journal.heads()[signer.device])
        assert stands_at_the_foot(slip.anchor, draw_slip(slip, paperwork().faces))
        assert "签名指纹" not in text_of(draw_slip(replace(slip, anchor=""), paperwork().faces))


def test_papers_are_looked_at_on_a_disk_that_refuses_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DiskRefused("record.db", "磁盘已满")

    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        monkeypatch.setattr("gridcounter.store.signing.make_signing_key", refuse)

        assert prepare(desk, application).anchor == ""
