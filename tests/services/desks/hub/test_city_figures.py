"""Figures of a month by a real hub: what an office puts there is what its city collects, and no desk reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders.city_builders import a_month, collect_folder, key_of, sent
from builders.hub_desks import HubDesks, hub_desks
from builders.hub_server import MadeHub
from builders.record_builders import CLERK

from gridcounter.bootstrap import open_assessor, open_figures
from gridcounter.core.record.signing import fingerprint
from gridcounter.core.reports.city import Proof
from gridcounter.services.desks.hub.city_figures import NotOfCity, figures_at_hub, send_month
from gridcounter.services.desks.hub.refusals import AccessFileUnreadable, ForeignHub, NoHub
from gridcounter.services.reports.city import accept_key, collect_from
from gridcounter.services.reports.figures import FigureService
from gridcounter.services.reports.month_file import Sent, write_month
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import Hub
from gridcounter.store.hub.refusals import AccessUnreadable, HubUnreachable
from gridcounter.store.own_hub import disconnect

ASSESSOR = open_assessor()
NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
MONTH = "2026-09"


@pytest.fixture
def office(new_hub: MadeHub, tmp_path: Path) -> Iterator[HubDesks]:
    with hub_desks(tmp_path / "office", new_hub) as made:
        yield made


@pytest.fixture
def city(new_hub: MadeHub, tmp_path: Path) -> Path:
    return kept(new_hub.city(), tmp_path / "city.gch")


def kept(access: HubAccess, path: Path) -> Path:
    path.write_text(access.to_json(), "utf-8")
    return path


def figures_of(office: HubDesks) -> FigureService:
    return open_figures(office.records[0], ASSESSOR, CLERK)


def put(access: HubAccess, one: Sent, month: str) -> None:
    with Hub(access) as hub:
        hub.put_figures(month, one.body, one.signed_by, one.signature)


def test_what_an_office_sent_is_what_a_file_of_it_says(office: HubDesks, city: Path, tmp_path: Path) -> None:
    made = send_month(figures_of(office), MONTH, NOW)
    assert made.until is None
    by_hub = collect_from(lambda: figures_at_hub(city), tmp_path / "known.json")
    (there,) = by_hub.reported
    assert (there.figures.month, there.proof, there.signed_by) == (MONTH, Proof.FIRST_KEY, made.fingerprint)
    write_month(figures_of(office), MONTH, tmp_path / "stick", NOW)
    (by_file,) = collect_folder(tmp_path / "stick", tmp_path / "other.json").reported
    assert there.figures == by_file.figures


def test_a_month_that_is_sent_again_takes_the_place_of_the_earlier(
    office: HubDesks, city: Path, tmp_path: Path
) -> None:
    assert send_month(figures_of(office), MONTH, datetime(2026, 9, 20, 9, tzinfo=UTC)).until is not None
    send_month(figures_of(office), MONTH, NOW)
    found = collect_from(lambda: figures_at_hub(city), tmp_path / "known.json")
    assert [one.figures.until for one in found.reported] == [None]
    assert found.said == ()


def test_a_city_sees_all_offices_who_sent_nothing_and_whose_key_is_another(
    office: HubDesks, new_hub: MadeHub, city: Path, tmp_path: Path
) -> None:
    other = new_hub.office()
    for month in ("2026-08", MONTH):
        put(other, sent(a_month("XQ", month)), month)
    send_month(figures_of(office), "2026-08", NOW)
    keys = tmp_path / "known.json"
    found = collect_from(lambda: figures_at_hub(city), keys)
    assert len(found.offices) == 2
    assert [one.code for one in found.missing(MONTH)] != ["XQ"]
    assert len(found.missing(MONTH)) == 1
    # who took the login of another office cannot speak for it
    put(new_hub.office(), sent(a_month("XQ", "2026-10"), key=key_of("XQ", "new")), "2026-10")
    found = collect_from(lambda: figures_at_hub(city), keys)
    assert [one.proof for one in found.reported if one.figures.month == "2026-10"] == [Proof.OTHER_KEY]
    assert any("中心库里" in said and "不是以前那把钥匙" in said for said in found.said)
    told = fingerprint(key_of("XQ", "new").signer.public_key)
    found = accept_key(lambda: figures_at_hub(city), keys, told)
    assert [one.proof for one in found.reported if one.figures.month == "2026-10"] == [Proof.SAME_KEY]


def test_what_was_altered_at_the_hub_is_not_counted_and_said(
    office: HubDesks, new_hub: MadeHub, city: Path, tmp_path: Path
) -> None:
    send_month(figures_of(office), MONTH, NOW)
    new_hub.said("UPDATE gridcounter_hub.figure SET body = replace(body, '\"received\"', '\"Received\"')")
    found = collect_from(lambda: figures_at_hub(city), tmp_path / "known.json")
    assert found.reported == ()
    assert "签名和内容不符" in found.said[0]


def test_only_the_months_that_are_asked_for_come(new_hub: MadeHub, city: Path) -> None:
    access = new_hub.office()
    for month in ("2026-07", "2026-08", MONTH):
        put(access, sent(a_month("XQ", month)), month)
    assert len(figures_at_hub(city)[0]) == 3
    assert [one.source[-7:] for one in figures_at_hub(city, "2026-08")[0]] == ["2026-08"]
    assert len(figures_at_hub(city, "2026-08", MONTH)[0]) == 2


def test_the_access_of_a_desk_or_what_is_none_is_refused(new_hub: MadeHub, tmp_path: Path) -> None:
    with pytest.raises(NotOfCity):
        figures_at_hub(kept(new_hub.office(), tmp_path / "desk.gch"))
    (tmp_path / "none.gch").write_text("{", "utf-8")
    with pytest.raises(AccessUnreadable):
        figures_at_hub(tmp_path / "none.gch")
    with pytest.raises(AccessFileUnreadable):
        figures_at_hub(tmp_path / "gone.gch")


def test_nothing_is_sent_where_there_is_no_hub_no_line_or_another_hub(
    office: HubDesks, new_hub: MadeHub, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = office.records[0]
    office.until_quiet()
    new_hub.said("UPDATE gridcounter_hub.hub SET id = gen_random_uuid()")
    with pytest.raises(ForeignHub):
        send_month(figures_of(office), MONTH, NOW)
    assert figures_at_hub(city) == ([], [])
    record.write(lambda stores: disconnect(stores.db))
    with pytest.raises(NoHub):
        send_month(figures_of(office), MONTH, NOW)

    def away(_: Hub) -> Hub:
        raise HubUnreachable

    monkeypatch.setattr(Hub, "__enter__", away)
    with pytest.raises(HubUnreachable):
        figures_at_hub(city)
