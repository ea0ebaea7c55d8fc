"""gridcounter city by a real hub: an office sends its month, a city makes its report; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.city_builders import a_month, key_of, sent
from builders.command_line import run, signed
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, PASSPHRASE, a_record

from gridcounter import paths
from gridcounter.core.record.signing import fingerprint
from gridcounter.services.desks.membership import begin_sharing
from gridcounter.services.reports.month_file import opened, read_file
from gridcounter.store.hub.client import Hub


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What this user knows of offices."""
    path = tmp_path / "own" / "known.json"
    monkeypatch.setattr(paths, "known_offices", lambda: path)
    return path


@pytest.fixture
def hall(tmp_path: Path) -> tuple[str, ...]:
    """The options that open the record of one desk of an office, and say who acts."""
    with a_record(tmp_path / "record") as record:
        begin_sharing(record, CLERK, "1 号台")
    (tmp_path / "pass").write_text(PASSPHRASE, "utf-8")
    options = "--data", str(tmp_path / "record"), "--passphrase-file", str(tmp_path / "pass")
    return *options, *signed(tmp_path)


@pytest.fixture
def city(new_hub: MadeHub, tmp_path: Path) -> Path:
    (tmp_path / "city.gch").write_text(new_hub.city().to_json(), "utf-8")
    return tmp_path / "city.gch"


def test_a_month_that_was_sent_is_in_the_report_of_the_city(
    hall: tuple[str, ...], new_hub: MadeHub, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hall.gch").write_text(new_hub.office("hall01").to_json(), "utf-8")
    out = ("city", "out", "--month", "2026-08")
    refused = run(capsys, *out, "--hub", *hall)
    assert (refused.code, "还没有接入中心库" in refused.err) == (1, True)
    assert run(capsys, "exchange", "hub", tmp_path / "hall.gch", *hall).code == 0
    made = run(capsys, *out, "--hub", *hall)
    assert (made.code, "已送到中心库　2026-08，全月" in made.out) == (0, True)
    said = run(capsys, "city", "report", "--hub", city, "--json").said
    (one,) = said["sent"]
    assert (one["month"], one["source"]) == ("2026-08", "中心库里 hall01 的 2026-08")
    assert f"签名指纹 {one['signed_by']}" in made.out
    # both ways at once are the same figures
    both = run(capsys, *out, "--hub", "--to", tmp_path / "stick", *hall, "--json").said
    assert (both["hub"], both["fingerprint"]) == (True, one["signed_by"])
    by_file = opened(read_file(Path(both["path"]))).model_dump(mode="json")
    assert by_file | {"made_at": ""} == one["figures"] | {"made_at": ""}


def test_without_a_line_the_file_is_written_and_the_reason_said(
    hall: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "city", "out", "--month", "2026-08", "--hub", "--to", tmp_path / "stick", *hall)
    (path,) = (tmp_path / "stick").iterdir()
    assert (found.code, path.name in found.out, "还没有接入中心库" in found.err) == (1, True, True)


def test_a_key_that_was_checked_counts_by_the_hub_too(
    new_hub: MadeHub, city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Hub(new_hub.office()) as hub:
        for month, key in (("2026-08", key_of("KQ")), ("2026-09", key_of("KQ", "new"))):
            one = sent(a_month("KQ", month), key=key)
            hub.put_figures(month, one.body, one.signed_by, one.signature)
    months = ("--from", "2026-08", "--to", "2026-09")
    assert run(capsys, "city", "report", "--hub", city, *months, "--json").said["missing"]["2026-09"] == ["KQ"]
    told = fingerprint(key_of("KQ", "new").signer.public_key)
    assert run(capsys, "city", "accept", "--hub", city, "--fingerprint", told).code == 0
    written = run(capsys, "city", "report", "--hub", city, *months, "--out", tmp_path / "out", "--format", "xlsx")
    assert (written.code, written.err.count("缺")) == (0, 0)


@pytest.mark.parametrize("given", [(), ("folder", "--hub", "city.gch")])
def test_a_report_is_of_a_folder_or_of_a_hub(given: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "city", "report", *given)
    assert (found.code, "只写一样" in found.err) == (2, True)


def test_a_month_goes_somewhere(hall: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "city", "out", "--month", "2026-08", *hall)
    assert (found.code, "--hub 送到中心库" in found.err) == (2, True)


def test_the_access_of_a_desk_is_said_to_be_none_of_a_city(
    new_hub: MadeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hall.gch").write_text(new_hub.office().to_json(), "utf-8")
    found = run(capsys, "city", "report", "--hub", tmp_path / "hall.gch")
    assert (found.code, "看不到各单位上报的数字" in found.err) == (1, True)
