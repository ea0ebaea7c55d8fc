"""Every command with valid, invalid and borderline input: its whole output, errors and exit code.

The input is in `typed/*.txt`; `held/*.txt` are rewritten as CONTRIBUTING.md says, and reviewed before they are
committed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from builders.command_line import run
from builders.exchange_builders import a_line, filled
from builders.filing_builders import fields_of
from builders.held import Names, hold, shown
from builders.pack_builders import ONE_CASE, SHORTER_STEP, an_edition
from builders.paper_builders import DEMO
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, PIN, Clock, a_record
from builders.year_builders import a_whole_year, as_json, as_toml

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.cli import main, record_exchange, record_rekey, record_retention
from gridcounter.cli.reports import report
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.rekeying import carry_out_renewal
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.record.opening import create_record, open_record

HERE = Path(__file__).parent
HELD = HERE / "held"
TODAY = date(2026, 11, 16)
BROKEN = HERE.parent / "packs" / "broken" / "gap_in_approvals.toml"
#: What a long answer begins with; of the rest a digest. These are told whole.
_HEAD = 10
_WHOLE = {
    "assess $/open.json",
    "assess $/jining-case.json",
    "compare $/jining-case.json",
    "report --from 2026-09-01 --to 2026-09-30 @ %",
}

#: Laid out once: each command line would do it anew.
TREE = typer.main.get_command(main.app)


class Screen:
    """`names` are what is another in every run."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys, self.lines = folder, capsys, list[str]()
        self.names = Names(
            sha=r"\b[0-9a-f]{64}\b", code=r"\b(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}\b", stamp_=r"\b\d{8}-\d{6}\b",
            a=r"\b[0-9a-f]{32}\b", hour_=r"(?<=TODAY)[T ]\d\d:\d\d[\d:.+-]*", log=r"日志：[^）]+",
            bytes=r"(?<=　)[\d,]+ 字节", fingerprint=r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b",
            device=r"(?<=\"device\": \")[0-9a-f]{8}\b",
        )  # fmt: skip
        self.names.call(str(folder), "…")
        for days in (-1, 0, 1):
            self.names.call((datetime.now(UTC) + timedelta(days)).date().isoformat(), "TODAY")
        self.day = TODAY
        self.who = f"--clerk 王小明 --pin-file {folder}/pin.txt"
        self.where = f"--data {folder}/record --passphrase-file {folder}/secret.txt"

    def type(self, typed: str) -> None:
        """`$` is the folder, `@` the record and its passphrase, `%` the administrator with the PIN."""
        plain = typed.replace("@", self.where).replace("%", self.who).replace("$", str(self.folder))
        result = run(self.capsys, *shlex.split(plain))
        self.lines.append(self.names.plain(f"$ {typed}") + (f"　→ {result.code}" if result.code else ""))
        self.lines += [f"  {line}" for line in self._shortened(result.out, whole=typed in _WHOLE)]
        self.lines += [f"  ! {self.names.plain(line)}" for line in result.err.splitlines()]

    def type_all(self, name: str, codes: Mapping[str, str] | None = None) -> None:
        """Line by line; `<word>` is what the word stands for, `# on` the day for what is past its time."""
        for line in (HERE / "typed" / f"{name}.txt").read_text("utf-8").splitlines():
            if line.startswith("# on "):
                self.day = date.fromisoformat(line.removeprefix("# on "))
                continue
            self.type(re.sub(r"<(\w+)>", lambda found: (codes or {})[found[1]], line))

    def _shortened(self, out: str, *, whole: bool) -> list[str]:
        if out.startswith(("{", "[")):
            plain = json.loads(self.names.plain(out))
            found = [line for value in ([plain] if isinstance(plain, dict) else plain) for line in shown(value)]
        else:
            found = self.names.plain(out).splitlines()
        if whole or len(found) <= _HEAD:
            return found
        digest = hashlib.sha256("\n".join(found[_HEAD:]).encode()).hexdigest()[:12]
        return [*found[:_HEAD], f"… {len(found) - _HEAD} lines {digest}"]


@pytest.fixture
def screen(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Screen:
    class Fixed(date):
        @classmethod
        def today(cls) -> Fixed:
            return cls.fromordinal(TODAY.toordinal())

    monkeypatch.setattr(report, "date", Fixed)
    monkeypatch.setattr(record_exchange, "_today", lambda: TODAY)
    monkeypatch.setattr(paths, "own_calendars", lambda: tmp_path / "own")
    for costly in (create_record, carry_out_renewal):
        monkeypatch.setitem(costly.__kwdefaults__ or {}, "cost", CHEAP)
    # what is entered is entered on that day too: a shorter retention holds a week later, whenever the test runs
    clock = Clock(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC))
    monkeypatch.setitem(open_record.__kwdefaults__ or {}, "clock", clock)
    monkeypatch.setattr(main, "app", TREE)
    monkeypatch.setenv("COLUMNS", "160")
    (tmp_path / "secret.txt").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "pin.txt").write_text(PIN, "utf-8")
    screen = Screen(tmp_path, capsys)
    for commands in (record_retention, record_rekey):  # both before any is typed: whichever test comes first
        monkeypatch.setattr(commands, "today", lambda: screen.day)
    return screen


def test_what_every_command_says_of_itself() -> None:
    """Names, words and defaults, whatever edition of the library lays them out."""

    def told(command: Any, path: str) -> Iterator[str]:  # noqa: ANN401  the library's own types are private
        options = [one for one in command.params if one.name != "help"]
        parts = [f"{path}　{command.help or command.short_help or ''}"]
        for one in options:
            asked = "（必填）" if one.required else "" if one.default in {None, False, ""} else f"（{one.default}）"
            parts.append(f"{'/'.join(one.opts)} {one.metavar or ''} {asked}{getattr(one, 'help', '') or ''}")
        yield "｜".join(parts)
        for name in sorted(getattr(command, "commands", {})):
            yield from told(command.get_command(None, name), f"{path} {name}")

    hold(HELD / "commands.txt", told(TREE, "gridcounter"))


def test_answering_and_papers(screen: Screen) -> None:
    folder = screen.folder
    for name, raw in DEMO.items():
        (folder / f"{name}.json").write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
        (folder / f"{name}-case.json").write_text(json.dumps(raw["case"], ensure_ascii=False), "utf-8")
    (folder / "odd.json").write_text(
        '{"locality": "jining", "on": "2026-09-21", "supply": {"voltage_kv": -1}}', "utf-8"
    )
    (folder / "open.json").write_text('{"locality": "liangzihu", "on": "2026-09-21"}', "utf-8")
    (folder / "broken.json").write_text("{", "utf-8")
    screen.type_all("answering")
    hold(HELD / "answering.txt", screen.lines)


def test_packs_years_and_the_machine(screen: Screen) -> None:
    folder = screen.folder
    an_edition(folder / "new", SHORTER_STEP, cases=ONE_CASE)
    bad = an_edition(folder / "bad", (("wd = 8\n", "wd = 0\n"),), cases=ONE_CASE)
    (bad.parent / "nothing").mkdir()
    for name, content in (("gap", BROKEN.read_bytes()), ("gbk", "样例".encode("gbk"))):
        (folder / name).mkdir()
        (folder / name / "pack.toml").write_bytes(content)
    year = a_whole_year(2027, [date(2027, 2, 10)], [date(2027, 2, 14)])
    (folder / "2027.json").write_text(as_json(year), "utf-8")
    (folder / "2027.toml").write_text(as_toml(a_whole_year(2027)), "utf-8")
    lacking = a_whole_year(2028)
    (folder / "2028.json").write_text(as_json(lacking.model_copy(update={"holidays": lacking.holidays[1:]})), "utf-8")
    with a_record(folder / "record", Clock()):
        pass
    screen.type_all("packs_and_years")
    screen.lines = [line for line in screen.lines if not re.match("  {what=(正文字体|标题字体|生僻字|部件)", line)]
    hold(HELD / "packs_and_years.txt", screen.lines)


def test_an_office_sets_up_takes_in_hands_out_and_counts(screen: Screen) -> None:
    folder, codes = screen.folder, a_used_record(screen)
    (folder / "wrong.txt").write_text("不是这个口令", "utf-8")
    (folder / "gbk.txt").write_bytes("一个足够长的口令".encode("gbk"))
    (folder / "empty.txt").write_text("\n", "utf-8")
    (folder / "back.pdf").write_bytes(PDF + b"\n/ByteRange [0 1 2 3]\n%%EOF")
    (folder / "issued.pdf").write_bytes(PDF)
    good = a_line(applicant__name="样例一店", applicant__phone="13800000001")
    filled(folder / "good.xlsx", good, a_line(applicant__name="样例二店"))
    filled(folder / "bad.xlsx", a_line(applicant__name=""), a_line(applicant__name="样例三店", received_on="9月2日"))
    screen.type_all("record", codes)
    hold(HELD / "record.txt", screen.lines)


def test_an_office_backs_up_restores_purges_and_renews_its_key(screen: Screen) -> None:
    folder, codes = screen.folder, a_used_record(screen)
    (folder / "new.txt").write_text("另一个足够长的口令", "utf-8")
    (folder / "short.txt").write_text("短", "utf-8")
    screen.type_all("record_files", codes)
    hold(HELD / "record_files.txt", screen.lines)


def a_used_record(screen: Screen) -> dict[str, str]:
    """Codes: of one that has papers and is closed, of one under a filing, of one without a paper."""
    with a_record(screen.folder / "record", Clock(datetime(2026, 9, 21, 6, tzinfo=UTC))) as record:
        device = record.write(lambda stores: stores.journal.device)
        screen.names.call(f"{device}:", "#")
        screen.names.call(f"-{device[:4].upper()}", "-D1")
        desk, intake = open_application_service(record, open_assessor()), Intake(record, CLERK)
        closed = intake.open(
            DAY, {"applicant.name": "样例面馆", "applicant.phone": "13800000002", "case.locality": "jining"}
        )
        issued = intake.issue(closed, Issue("one_time_notice", PDF, "c", "1", "1"), Kind.NOTICE_ISSUED).ref
        record.journal.append(Act(Kind.PAPER_VOIDED, {"ref": issued, "why": "写错"}, CLERK, closed))
        intake.issue(closed, Issue("one_time_notice", PDF + b" 2", "d", "1", "1", issued), Kind.NOTICE_ISSUED)
        Closing(record, CLERK).close(closed, "connected", DAY, DAY)
        filing = intake.open(DAY, fields_of("jining"))
        desk.acceptance.receive(filing, DAY, DAY)
        desk.acceptance.accept(filing, DAY, DAY)
        Filings(desk).note(filing, Kind.FILING_PREPARED, ActDay(DAY, DAY))
        bare = intake.open(DAY)
        those = {"papers": closed, "filing": filing, "none": bare}
        codes = {name: record.applications.get(one).short_code for name, one in those.items()}
        number = record.applications.get(closed).number
    for name, code in codes.items():
        screen.names.call(code, f"<{name}>")
    return codes | {"number": number}
