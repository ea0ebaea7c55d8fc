"""Files that somebody hands in, gone wrong in every way: read, or refused in a sentence that says what to do.

Workbooks are fuzzed in tests/services/exchange/test_ledger_import.py, keys of applications in
tests/cli/test_mistakes.py.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from builders.faults.mutations import CHANCE, examples, gone_wrong, spoiled_zip
from builders.filing_builders import a_filing_desk, on_the_way
from builders.paper_builders import an_application, paperwork
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, a_record, opened
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor, open_paper_renderer
from gridcounter.cli.main import main
from gridcounter.core.papers.build import FormDamaged
from gridcounter.core.papers.called_for import DRAWER_PACK, PAPERS
from gridcounter.core.record.journal import Kind
from gridcounter.documents.profiles import NORMAL
from gridcounter.errors import GridcounterError, Refusal
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups, backups_of
from gridcounter.services.exchange import evidence
from gridcounter.services.filing import push_package
from gridcounter.services.office.packs import PACK_FILE, load_packs
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.forms import load_forms
from gridcounter.services.papers.paperwork import Paperwork
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.settings import SettingsFile
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.manifest import MANIFEST_FILE, backups_in

CHINESE = re.compile(r"[\u4e00-\u9fff]")
APPLICATION = json.dumps(an_application("jining"), ensure_ascii=False).encode()
CASE = json.dumps(an_application("jining")["case"], ensure_ascii=False).encode()
YEAR = b'year = 2030\nholidays = ["2030-01-01", "2030-02-03"]\nmake_up = ["2030-02-09"]\n'
FORMS = sorted(paths.forms().glob("*.toml"))
PACKS = sorted(paths.policies().glob(f"*/{PACK_FILE}"))
DAY_AND_TIME = datetime(2026, 9, 28, 3, 0, tzinfo=UTC)
ROUTE = PDF + b"\nstartxref\n9\n%%EOF\n"


def refused_or_read(capsys: pytest.CaptureFixture[str], *command: object) -> int:
    """No exit code of ours or the machine's, no traceback, and whatever is refused is refused in Chinese."""
    capsys.readouterr()
    code = main([str(part) for part in command])
    result = capsys.readouterr()
    assert code in {0, 1, 2}, result.err
    assert "Traceback" not in result.out + result.err
    assert not code or CHINESE.search(result.err)
    return code


def a_sentence(refusal: GridcounterError) -> None:
    assert CHINESE.search(str(refusal))
    assert "Traceback" not in str(refusal)


# ---- JSON


@given(content=gone_wrong(CASE))
@examples(60)
def test_a_case(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)

    refused_or_read(capsys, "assess", path)


@given(content=gone_wrong(APPLICATION))
@examples(40)
def test_an_application(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "application.json"
    path.write_bytes(content)

    refused_or_read(capsys, "papers", path, "--out", tmp_path / "out", "--paper", "one_time_notice", "--format", "docx")


@given(data=st.data())
@examples(60)
def test_the_settings(data: st.DataObject, tmp_path: Path) -> None:
    good = {"theme": "dark", "text_percent": 125, "printing": {"one_time_notice": {"printer": "x", "copies": 2}}}
    path = tmp_path / "settings.json"
    path.write_bytes(data.draw(gone_wrong(json.dumps(good).encode())))

    file = SettingsFile(path)
    found = file.load()

    assert all(CHINESE.search(problem) for problem in file.problems)
    file.save(found)
    assert (file.load(), file.problems) == (found, ())


# ---- TOML


@given(content=gone_wrong(YEAR), name=st.sampled_from(["2030.toml", "2030.json"]))
@examples(80)
def test_a_year_of_holidays(
    content: bytes, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], own_calendars: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    refused_or_read(capsys, "calendar", "add", path)

    shutil.rmtree(own_calendars, ignore_errors=True)


@pytest.fixture
def own_calendars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("gridcounter.paths.own_calendars", lambda: tmp_path / "calendars")
    return tmp_path / "calendars"


@given(data=st.data())
@examples(60)
def test_a_shipped_pack_and_its_cases(data: st.DataObject, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pack"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(data.draw(st.sampled_from(PACKS)).parent, folder)
    spoiled = data.draw(st.sampled_from(sorted(folder.glob("*.toml"))))
    spoiled.write_bytes(data.draw(gone_wrong(spoiled.read_bytes())))

    refused_or_read(capsys, "packs", "check", folder)


@given(data=st.data())
@examples(20)
def test_the_program_with_a_spoiled_pack(data: st.DataObject, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.policies(), folder)
    spoiled = folder / data.draw(st.sampled_from(PACKS)).relative_to(paths.policies())
    spoiled.write_bytes(data.draw(gone_wrong(spoiled.read_bytes())))
    try:
        load_packs(folder)
    except GridcounterError as refusal:
        a_sentence(refusal)


@given(data=st.data())
@examples(30)
def test_a_shipped_form_on_the_way_to_its_paper(data: st.DataObject, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.forms(), folder)
    spoiled = folder / data.draw(st.sampled_from(["one_time_notice.toml", *(form.name for form in FORMS)]))
    spoiled.write_bytes(data.draw(gone_wrong(spoiled.read_bytes())))
    paper = spoiled.stem if spoiled.stem in (*PAPERS, DRAWER_PACK) else "one_time_notice"
    whole = paperwork()
    try:
        mine = Paperwork(whole.assessor, load_forms.__wrapped__(folder), whole.faces)
        (built,) = mine.build(mine.read_application(APPLICATION), [paper])
        mine.write([(paper, built)], tmp_path / "out", ["docx"], NORMAL)
    except GridcounterError as refusal:
        a_sentence(refusal)


def test_a_form_with_a_mark_that_means_nothing_is_a_sentence(tmp_path: Path) -> None:
    folder = shutil.copytree(paths.forms(), tmp_path / "forms")
    form, whole = folder / "one_time_notice.toml", paperwork()
    text = form.read_text("utf-8")
    for spoiled in (text.replace("{policy.", "{polcy."), text.replace('title = "', 'title = "{_900}', 1)):
        form.write_text(spoiled, "utf-8")
        mine = Paperwork(whole.assessor, load_forms.__wrapped__(folder), whole.faces)
        with pytest.raises(FormDamaged, match="认不出的内容"):
            mine.build(mine.read_application(APPLICATION), ["one_time_notice"])


# ---- ZIP


class Packages(dict[str, dict[str, bytes]]):
    """By kind, each as its files; too large to be told when a test fails."""

    def __repr__(self) -> str:
        return "…"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """A push package and an evidence bundle, each as its files."""
    with a_filing_desk(tmp_path_factory.mktemp("packages")) as at:
        on_the_way(at, Kind.FILING_SIGNED)
        Attachments(at.record, at.desk.clerk).add_content(at.application, ROUTE, "路径图")
        pushed = push_package.pack(push_package.gather(at.desk, at.application), open_paper_renderer(open_assessor()))
        desk = open_application_service(at.record, open_assessor())
        bundled = evidence.gather(desk, at.application, DAY_AND_TIME)
    return Packages(filing=unpacked(pushed.content), bundle=unpacked(bundled.content))


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", ["filing", "bundle"])
@given(chance=CHANCE)
@examples(50)
def test_a_package(
    kind: str,
    packages: Packages,
    chance: Random,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "材料.zip"
    path.write_bytes(spoiled_zip(packages[kind], chance))

    refused_or_read(capsys, *(["filing"] if kind == "filing" else ["record", "bundle"]), "verify", path)

    assert list(tmp_path.rglob("*")) == [path]


# ---- attachments


def a_picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.effect_mandelbrot((64, 48), (-2, -1, 1, 1), 50).convert("RGB").save(target, kind)
    return target.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Record, str]]:
    with a_record(tmp_path_factory.mktemp("attached") / "record") as record:
        yield record, Intake(record, CLERK).open(DAY)


@pytest.mark.parametrize("good", [ROUTE, a_picture("JPEG"), a_picture("PNG")], ids=["pdf", "jpeg", "png"])
@given(data=st.data())
@examples(80)
def test_an_attachment(good: bytes, desk: tuple[Record, str], data: st.DataObject) -> None:
    record, application = desk
    attachments = Attachments(record, CLERK)
    try:
        ref = attachments.add_content(application, data.draw(gone_wrong(good)), "路径图")
        attachments.remove(ref, "试")
    except Refusal as refusal:
        a_sentence(refusal)


# ---- what lies beside the record


@given(data=st.data())
@examples(60)
def test_the_keys_and_the_manifest_of_a_backup(data: st.DataObject, backed_up: Path) -> None:
    (manifest,) = (backed_up / "backups").glob(f"*/{MANIFEST_FILE}")
    whole = {path: path.read_bytes() for path in (backed_up / KEYS_FILE, manifest)}
    try:
        spoiled = data.draw(st.sampled_from(sorted(whole)))
        spoiled.write_bytes(data.draw(gone_wrong(whole[spoiled])))
        assert len(backups_of(backed_up)) == 1
        assert len(backups_in(backed_up / "backups")) <= 1
        open_record(backed_up, PASSPHRASE).close()
    except GridcounterError as refusal:
        a_sentence(refusal)
    finally:
        for path, content in whole.items():
            path.write_bytes(content)


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside") / "record"
    with a_record(folder):
        pass
    with opened(folder) as record:
        Backups(record).make()
    return folder
