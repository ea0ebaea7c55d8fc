"""An unreadable entry from elsewhere breaks no page: it is kept, marked, and counted nowhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders.evidence_builders import unpacked
from builders.record_builders import DAY, PASSPHRASE, told_tables
from builders.told_builders import a_desk, issued, paper_renderer, taken_in
from builders.unread_builders import MALFORMED, put_in, put_text
from typer.testing import CliRunner

from gridcounter.cli.main import app
from gridcounter.core.exchange.evidence import ENTRIES, PackedJournal
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.filing.filings import Filings
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.timeline import unread_words
from gridcounter.services.papers.issuing import prepare
from gridcounter.store.queries.listing import ListingStore

NOW = datetime(2026, 9, 28, 3, 0, tzinfo=UTC)


def looked_at(desk: ApplicationService, application: str) -> list[object]:
    """All that a page, a card, the filing, the limits and the papers read of it."""
    prepared = prepare(desk, application)
    application_card = ApplicationCards(desk).read(application)
    return [
        desk.state(application),
        desk.acceptance.handed_over(application),
        desk.deadlines.of(application, DAY),
        Filings(desk).look(application, DAY),
        prepared,
        [one.content_hash for one in paper_renderer(desk).draw(prepared)],
        (
            application_card.summary,
            application_card.particulars,
            application_card.issued,
            application_card.missing,
            application_card.owed,
            application_card.papers,
        ),
    ]


@pytest.mark.parametrize("accepted", [False, True])
def test_no_page_and_no_paper_is_another_for_an_entry_that_cannot_be_read(tmp_path: Path, *, accepted: bool) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=accepted)
        if accepted:
            issued(desk, application)
        before, tables = looked_at(desk, application), told_tables(desk.record.db)
        moments = ApplicationCards(desk).read(application).timeline
        assert ApplicationCards(desk).unread(application) == ""

        refs = [put_in(desk.record, application, kind, text) for kind, text in MALFORMED]

        assert looked_at(desk, application) == before
        assert told_tables(desk.record.db) == tables
        application_card = ApplicationCards(desk).read(application)
        assert application_card.timeline[: len(moments)] == moments
        assert [one.what for one in application_card.timeline[len(moments) :]] == [unread_words(ref) for ref in refs]
        assert Filings(desk).history(application)[0].what in {unread_words(ref) for ref in refs}
        note = ApplicationCards(desk).unread(application)
        assert note == f"有 {len(MALFORMED)} 条登记的内容本程序读不懂，没有计入本件，见时间线"
        if accepted:
            packed = PackedJournal.model_validate_json(unpacked(gather(desk, application, NOW).content)[ENTRIES])
            assert {one.ref for one in packed.entries if one.withheld} >= set(refs)


@pytest.mark.parametrize("text", ["{", "[]", "1", '{"fields":"\\ud800"}'])
def test_contents_that_are_no_json_are_kept_and_marked_alike(tmp_path: Path, text: str) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = looked_at(desk, application)
        refs = [put_text(desk.record, application, kind, text) for kind in (Kind.FIELDS_CHANGED, Kind.NOTICE_ISSUED)]
        refs.append(put_text(desk.record, "another", Kind.APPLICATION_OPENED, text))

        assert looked_at(desk, application) == before
        assert [one.what for one in ApplicationCards(desk).read(application).timeline[-2:]] == list(
            map(unread_words, refs[:2])
        )
        assert (desk.record.verify().sound, desk.record.verify().unread) == (True, tuple(refs))
        assert (desk.record.rebuild().changed, desk.record.rebuild().unread) == ((), tuple(refs))
        found, moment = ListingStore(desk.record.db).imported()
        assert (found, bool(moment)) == (frozenset(), True)


def test_what_is_entered_afterwards_is_taken_as_ever(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        for kind, text in MALFORMED:
            put_in(desk.record, application, kind, text)

        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        desk.acceptance.hand_over(application, "北厅", "在那边办", DAY)
        issued(desk, application)

        handed = desk.acceptance.handed_over(application)
        assert handed is not None
        assert handed.to == "北厅"
        rebuilt = desk.record.rebuild()
        assert (rebuilt.changed, len(rebuilt.unread)) == ((), len(MALFORMED))


def test_checking_and_rebuilding_a_record_name_what_cannot_be_read(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        refs = tuple(put_in(desk.record, application, kind, result) for kind, result in MALFORMED)
        refs += (put_in(desk.record, None, Kind.OFFICE_SET, {"a_later_setting": 1}),)
        found = desk.record.verify()
        assert (found.sound, found.unread) == (True, refs)

    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    asked = ["--data", str(tmp_path / "record"), "--passphrase-file", str(tmp_path / "passphrase")]
    for command in ("verify", "rebuild"):
        result = CliRunner().invoke(app, ["record", command, *asked])
        assert result.exit_code == 0
        assert f"有 {len(refs)} 条登记的内容本程序读不懂（第 {refs[0]}、" in result.stdout
        assert "已原样保留，没有计入各表" in result.stdout
        result = CliRunner().invoke(app, ["record", command, *asked, "--json"])
        assert json.loads(result.stdout)["unread"] == list(refs)


def test_a_kind_of_a_later_version_is_on_the_timeline_and_a_rebuild_keeps_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = looked_at(desk, application)
        ref = put_in(desk.record, application, "meter_installed", {"meter": "M-1"})

        assert looked_at(desk, application) == before
        assert ApplicationCards(desk).read(application).timeline[-1].what == unread_words(ref)
        assert desk.record.verify().unread == (ref,)
        assert desk.record.rebuild().unread == (ref,)
        assert looked_at(desk, application) == before
