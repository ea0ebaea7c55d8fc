"""A city collects the files of its offices: what each signature proves, and what is said of those that do not fit."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders.city_builders import a_city, a_month, collect_folder, key_of, packed, record_of, sent, write_sent

from gridcounter.core.record.signing import fingerprint
from gridcounter.core.reports.city import City, Proof
from gridcounter.services.reports.city import (
    NoFolder,
    NoSuchKey,
    NoSuchOffice,
    TooManyFiles,
    accept_key,
    collect,
    forget_office,
    in_folder,
    with_key,
)
from gridcounter.services.reports.known_offices import KnownOffices, KnownUnreadable, read_known
from gridcounter.services.reports.month_file import Sent

EARLY, LATE = datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 3, 9, tzinfo=UTC)
NEW = key_of("DQ", "new")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "own" / "known.json"


def proofs(city: City) -> list[tuple[str, str, Proof]]:
    return [(one.figures.office.code, one.figures.month, one.proof) for one in city.reported]


def test_a_key_is_trusted_when_first_seen_and_is_the_same_from_then_on(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month("DQ", "2026-09")), sent(a_month("XQ", "2026-09")))
    assert [proof for _, _, proof in proofs(collect_folder(folder, keys))] == [Proof.FIRST_KEY] * 2
    write_sent(folder, sent(a_month("DQ", "2026-10")))
    assert {proof for _, _, proof in proofs(collect_folder(folder, keys))} == {Proof.SAME_KEY}


def test_another_key_is_said_listed_and_not_counted_until_it_was_checked(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month("DQ", "2026-09")))
    collect_folder(folder, keys)
    write_sent(folder, sent(a_month("DQ", "2026-10"), key=NEW))
    city = collect_folder(folder, keys)
    assert proofs(city) == [("DQ", "2026-09", Proof.SAME_KEY), ("DQ", "2026-10", Proof.OTHER_KEY)]
    (said,) = city.said
    shown = fingerprint(NEW.signer.public_key)
    assert "样例DQ大厅（DQ） 2026-10，不是以前那把钥匙" in said
    assert shown in said
    assert [one.code for one in city.missing("2026-10")] == ["DQ"]

    with pytest.raises(NoSuchKey):
        accept_key(in_folder(folder), keys, "0000-0000-0000-0000")
    city = accept_key(in_folder(folder), keys, shown.replace("-", " ").upper())
    assert {proof for _, _, proof in proofs(city)} == {Proof.SAME_KEY}
    assert city.said == ()
    assert len(read_known(keys).offices[record_of("DQ")].keys) == 2, "the one of before still holds"


def test_figures_of_another_key_never_take_the_place_of_those_that_count(tmp_path: Path, keys: Path) -> None:
    """Whoever knows the number of an office's record could else replace its figures by later ones of his own."""
    folder = write_sent(tmp_path / "in", sent(a_month("DQ", received=30, made_at=EARLY)))
    collect_folder(folder, keys)
    forged = sent(a_month("DQ", received=900, made_at=LATE), key=NEW, source="forged.gcfig")
    unsigned = sent(a_month("DQ", received=900, made_at=LATE), signed=False, source="unsigned.gcfig")
    write_sent(folder, forged, unsigned)
    city = collect_folder(folder, keys)
    (one,) = city.reported
    assert one.figures == a_month("DQ", received=30, made_at=EARLY)
    assert sorted(said.partition("：")[0] for said in city.said) == ["forged.gcfig", "unsigned.gcfig"]


def test_unsigned_figures_are_listed_and_prove_nothing(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month(), signed=False))
    city = collect_folder(folder, keys)
    assert proofs(city) == [("DQ", "2026-10", Proof.UNSIGNED)]
    assert "没有签名" in city.said[0]
    assert [one.code for one in city.missing("2026-10")] == ["DQ"]
    assert read_known(keys) == KnownOffices(), "it is not how an office becomes known"


def test_of_two_files_of_one_month_the_later_one_holds_and_it_is_said(tmp_path: Path, keys: Path) -> None:
    """In whatever order the folder lists them."""
    early, late = (a_month(received=number, made_at=at) for number, at in ((30, EARLY), (35, LATE)))
    for first, second in ((early, late), (late, early)):
        folder = write_sent(tmp_path / "in", sent(first, source="a.gcfig"), sent(second, source="b.gcfig"))
        city = collect_folder(folder, keys)
        assert [one.figures for one in city.reported] == [late]
        (said,) = city.said
        assert "有两份" in said
        assert "用做得较晚的" in said


def test_the_same_file_twice_counts_once(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month(), source="a.gcfig"), sent(a_month(), source="a 副本.gcfig"))
    city = collect_folder(folder, keys)
    assert len(city.reported) == 1
    assert "是同一份" in city.said[0]


def test_what_is_broken_is_said_and_the_others_are_shown(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month("XQ")))
    good = sent(a_month("DQ"))
    (folder / "altered.gcfig").write_bytes(packed(good, body=good.body.replace("20", "21")))
    (folder / "empty.gcfig").write_bytes(b"")
    (folder / "folder.gcfig").mkdir()
    os.mkfifo(folder / "pipe.gcfig")
    (folder / "gone.gcfig").symlink_to(tmp_path / "nowhere")
    (folder / "readme.txt").write_text("no figures", "utf-8")
    city = collect_folder(folder, keys)
    assert proofs(city) == [("XQ", "2026-10", Proof.FIRST_KEY)]
    names = ["altered.gcfig", "empty.gcfig", "folder.gcfig", "gone.gcfig", "pipe.gcfig"]
    assert sorted(one.partition("：")[0] for one in city.said) == names
    assert all("\n" not in one for one in city.said)


def test_two_records_of_one_code_are_said(keys: Path) -> None:
    one = a_month("DQ")
    other = one.model_copy(update={"record": "cd" * 32, "office": one.office.model_copy(update={"name": "样例新厅"})})
    city, _ = collect([sent(one), sent(other, key=NEW)], KnownOffices())
    assert len(city.offices) == 2
    assert "样例DQ大厅、样例新厅是不同的台账，单位代码都是 DQ" in city.said[0]
    assert not keys.exists()


def test_an_office_that_was_known_is_missed_when_its_files_are_gone(tmp_path: Path, keys: Path) -> None:
    collect_folder(write_sent(tmp_path / "a", sent(a_month("DQ", "2026-09")), sent(a_month("XQ", "2026-09"))), keys)
    city = collect_folder(write_sent(tmp_path / "b", sent(a_month("XQ"))), keys)
    assert [one.code for one in city.missing("2026-10")] == ["DQ"]
    (gone,) = [one for one in city.offices if one.code == "DQ"]
    assert gone.last_month == "2026-09"
    assert forget_office(keys, "DQ") == "样例DQ大厅"
    assert collect_folder(tmp_path / "b", keys).missing("2026-10") == ()
    with pytest.raises(NoSuchOffice, match="XQ"):
        forget_office(keys, "DQ")


def test_a_hub_and_a_folder_give_the_same(tmp_path: Path, keys: Path) -> None:
    """`collect` takes what a hub hands on as it is: office, body, key, signature."""
    folder = a_city(tmp_path / "in")
    from_folder = collect_folder(folder, keys)
    rows = [(one.figures, one.figures.office.code) for one in from_folder.reported]
    through_hub, _ = collect(
        [sent(figures, source=code) for figures, code in rows if code != "KQ"],
        KnownOffices(),
    )
    expected = [one.figures for one in from_folder.reported if one.figures.office.code != "KQ"]
    assert [one.figures for one in through_hub.reported] == expected


def test_a_key_is_accepted_for_what_a_hub_handed_on_too() -> None:
    before, other = sent(a_month("DQ", "2026-09"), source="样例大厅"), sent(a_month("DQ"), key=NEW, source="样例大厅")
    _, known = collect([before], KnownOffices())
    known = with_key([before, other], known, fingerprint(NEW.signer.public_key))
    city, _ = collect([before, other], known)
    assert {proof for _, _, proof in proofs(city)} == {Proof.SAME_KEY}
    # and a key whose signature does not fit is none
    broken = Sent("样例大厅", other.body + " ", other.signed_by, other.signature)
    with pytest.raises(NoSuchKey):
        with_key([broken], collect([before], KnownOffices())[1], fingerprint(NEW.signer.public_key))


def test_what_is_known_of_keys_is_not_thrown_away_when_it_cannot_be_read(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month()))
    keys.parent.mkdir()
    keys.write_text('{"offices": ', "utf-8")
    with pytest.raises(KnownUnreadable, match=keys.name):
        collect_folder(folder, keys)
    assert keys.read_text("utf-8") == '{"offices": '


def test_nothing_is_written_when_nothing_is_new(tmp_path: Path, keys: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month()))
    collect_folder(folder, keys)
    before = keys.stat().st_ino
    collect_folder(folder, keys)
    assert keys.stat().st_ino == before


def test_a_folder_that_is_none_or_holds_far_too_much_is_refused(
    tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoFolder):
        collect_folder(tmp_path / "nowhere", keys)
    monkeypatch.setattr("gridcounter.services.reports.city.MOST_FILES", 2)
    folder = write_sent(tmp_path / "in", *(sent(a_month("DQ", f"2026-0{month}")) for month in (1, 2, 3)))
    with pytest.raises(TooManyFiles):
        collect_folder(folder, keys)
