"""A place that is not shipped: its record begins with its pack. A bad pack answers with its first problem alone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from builders.command_line import a_file, run
from builders.record_builders import DAY, PASSPHRASE, PIN, opened
from builders.sixth_place import sixth_place
from builders.told_builders import taken_in

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Kind

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
CASE = {"on": "2026-09-28", "business": "new_connection", "customer": "enterprise"}


@pytest.fixture
def create(tmp_path: Path) -> tuple[str, ...]:
    """The command line that makes a record, but for its place."""
    for name, secret in (("pin", PIN), ("passphrase", PASSPHRASE)):
        (tmp_path / name).write_text(secret, "utf-8")
    files = ("--pin-file", str(tmp_path / "pin"), "--passphrase-file", str(tmp_path / "passphrase"))
    names = ("--code", "YL01", "--office", "样例大厅", "--clerk", "王小明")
    return ("record", "create", *names, *files, "--data", str(tmp_path / "record"))


@pytest.fixture
def one_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation in which the pack of linyi has an unknown key."""
    packs = tmp_path / "policies"
    shutil.copytree(paths.policies(), packs)
    text = (packs / "linyi" / "pack.toml").read_text("utf-8")
    (packs / "linyi" / "pack.toml").write_text(text + "\nhours = 3\n", "utf-8")
    monkeypatch.setattr("gridcounter.paths.policies", lambda: packs)


def test_a_record_begins_with_the_pack_of_its_place_and_keeps_it(
    create: tuple[str, ...], tmp_path: Path, capsys: Capture
) -> None:
    """Opened again without the folder: the record has its own text."""
    pack = sixth_place(tmp_path / "stick")
    made = run(capsys, *create, "--pack", pack)
    assert made.code == 0, made.err
    shutil.rmtree(pack)

    with opened(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        taken_in(desk)
    with opened(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        (application,) = (row[0] for row in record.db.execute("SELECT id FROM application"))
        decision = desk.state(application).decision
        kinds = [kind for (kind,) in record.db.execute("SELECT kind FROM journal ORDER BY seq LIMIT 3")]
        rebuilt = record.rebuild()

    assert desk.place == "yangli"
    assert decision is not None
    assert decision.policy.number == "样能字〔2026〕6号"
    assert kinds == [Kind.OFFICE_SET, Kind.CLERK_ADDED, Kind.PACK_ADOPTED]
    assert rebuilt.changed == ()


def test_a_place_beside_its_pack_must_be_the_same(create: tuple[str, ...], tmp_path: Path, capsys: Capture) -> None:
    pack = sixth_place(tmp_path / "stick")

    refused = run(capsys, *create, "--pack", pack, "--place", "jining")
    agreeing = run(capsys, *create, "--pack", pack, "--place", "yangli")

    assert (refused.code, agreeing.code) == (2, 0)
    assert refused.err.strip() == "--place：填写的是 “jining”；应为这个政策包的编号 yangli，或者不写"


def test_a_record_does_not_begin_with_a_pack_that_fails(
    create: tuple[str, ...], tmp_path: Path, capsys: Capture
) -> None:
    pack = sixth_place(tmp_path / "stick")
    text = (pack / "cases.toml").read_text("utf-8").replace('value = "lv"', 'value = "hv"')
    (pack / "cases.toml").write_text(text, "utf-8")

    refused = run(capsys, *create, "--pack", pack)

    assert refused.code == 2
    assert "yangli/cases.toml［农村低压］" in refused.err
    assert not (tmp_path / "record").exists()


def test_a_place_without_a_pack_is_told_how_to_bring_one(create: tuple[str, ...], capsys: Capture) -> None:
    refused = run(capsys, *create, "--place", "yangli")

    assert refused.code == 2
    assert "别的地区用 --pack 写明它的政策包文件夹" in refused.err


@pytest.mark.usefixtures("one_broken")
def test_a_broken_pack_answers_with_its_first_problem_and_the_others_answer(tmp_path: Path, capsys: Capture) -> None:
    own, other = (run(capsys, "assess", a_file(tmp_path, CASE | {"locality": at})) for at in ("linyi", "jining"))
    compared = run(capsys, "compare", a_file(tmp_path, CASE | {"locality": "jining"}), "--json")
    (named,) = [one for one in run(capsys, "doctor", "--json").said if one["what"] == "政策包 linyi"]

    assert (own.code, other.code, compared.code) == (1, 0, 0)
    assert own.complaints[0].startswith("临沂市 的政策包没有启用：第 1 处 linyi/pack.toml［")
    assert "hours" in own.complaints[0]
    assert [one["policy"]["id"] for one in compared.said] == ["jining", "liangzihu", "lianyungang", "zaozhuang"]
    assert own.complaints[0].startswith(named["told"])
    assert not named["good"]


def test_an_office_whose_pack_was_broken_goes_on_with_the_text_that_its_record_kept(
    create: tuple[str, ...], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, *create, "--place", "linyi")
    with opened(tmp_path / "record") as record:
        before = taken_in(open_application_service(record, open_assessor()))
    packs = tmp_path / "policies"
    shutil.copytree(paths.policies(), packs)
    (packs / "linyi" / "pack.toml").write_text("id = [", "utf-8")
    monkeypatch.setattr("gridcounter.paths.policies", lambda: packs)

    with opened(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor())
        decision = desk.state(before).decision
        desk.begin(DAY)

    assert decision is not None
    assert decision.policy.id == "linyi"
    assert "linyi" in desk.assessor.packs.left_out
