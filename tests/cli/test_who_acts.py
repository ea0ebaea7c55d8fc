"""Who acts on the command line: the clerk who gives the PIN and may; else nobody in particular, and said to be so.

The attack of the review (1.2) is repeated: a plain clerk, who knows the passphrase as all do, runs each command.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from builders.command_line import Ran, run, signed
from builders.exchange_builders import a_line, filled
from builders.filing_builders import fields_of
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, PDF, PIN, Clock, a_record, opened
from openpyxl import load_workbook

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import COMMAND_LINE, COMMAND_LINE_NAME, Kind
from gridcounter.core.record.of_office import PinWrong, RecordsPurged
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purge_reports import report_of
from gridcounter.services.custody.purging import SecondNeeded, set_rule
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.office.wrong_tries import WaitForPin

DAY = date(2020, 3, 1)
#: The clerks: name, role, PIN. All know the passphrase.
CLERK_THERE = ("孙在岗", "1379")
LEADER = ("周班长", "246802")
ADMINISTRATOR = ("王小明", PIN)
#: What hands out persons or needs a right -> the lowest who may.
GUARDED = {
    "record export --out $/out.xlsx": CLERK_THERE,
    "record paper <papers> --out $/out": CLERK_THERE,
    "record bundle make <papers> --out $/out.zip": CLERK_THERE,
    "filing export <filing> --out $/out.zip": CLERK_THERE,
    "report --from 2020-01-01 --to 2020-12-31 --out $/out": LEADER,
    "record affected --out $/out.xlsx": LEADER,
    "record hold <number> --why 投诉": LEADER,
    "record purge --yes": LEADER,
    "record retention --months 12 --basis 我说的": ADMINISTRATOR,
    "record retention --unset": ADMINISTRATOR,
    "record rekey --yes --new-passphrase-file $/secret": ADMINISTRATOR,
    "record restore <backup> --yes": ADMINISTRATOR,
    "calendar add $/2032.json": ADMINISTRATOR,
}
BELOW = {LEADER: CLERK_THERE, ADMINISTRATOR: LEADER}


def an_office(folder: Path) -> dict[str, str]:
    """An administrator, a leader and a clerk; one closed application that is due, one under a filing; a backup."""
    with a_record(folder / "record", Clock(datetime(2020, 3, 1, 1, tzinfo=UTC))) as record:
        clerks = Clerks(record, cost=CHEAP)
        clerks.add(CLERK, CLERK_THERE[0], Role.CLERK, CLERK_THERE[1])
        clerks.add(CLERK, LEADER[0], Role.LEADER, LEADER[1])
        set_rule(record, CLERK, 60, "样例期限表", DAY)
        intake, desk = Intake(record, CLERK), open_application_service(record, open_assessor(), CLERK)
        closed = intake.open(DAY, {"applicant.name": "样例面馆", "case.locality": "jining"})
        intake.issue(closed, Issue("one_time_notice", PDF, "c", "1", "1"))
        Closing(record, CLERK).close(closed, "connected", DAY, DAY)
        filing = intake.open(DAY, fields_of("jining"))
        desk.acceptance.receive(filing, DAY, DAY)
        desk.acceptance.accept(filing, DAY, DAY)
        Filings(desk).note(filing, Kind.FILING_PREPARED, ActDay(DAY, DAY))
        codes = {name: record.applications.get(one) for name, one in (("papers", closed), ("filing", filing))}
        backup = Backups(record, Clock()).make()
    (folder / "secret").write_text(PASSPHRASE, "utf-8")
    days = {"holidays": ["2032-01-01"], "make_up": []}
    (folder / "2032.json").write_text(
        f'{{"year": 2032, "holidays": {days["holidays"]}, "make_up": []}}'.replace("'", '"')
    )
    named = {name: row.short_code for name, row in codes.items()}
    return named | {"number": codes["papers"].number, "backup": backup.name}


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    codes = an_office(tmp_path)

    def run_it(line: str, *more: str) -> Ran:
        for name, code in codes.items():
            line = line.replace(f"<{name}>", code)
        where = ("--data", tmp_path / "record", "--passphrase-file", tmp_path / "secret")
        return run(capsys, *line.replace("$", str(tmp_path)).split(), *where, *more)

    return run_it


def acts(folder: Path) -> list[tuple[str, str]]:
    """Kind and clerk of each entry."""
    with opened(folder / "record") as record:
        return [(entry.kind, entry.clerk) for entry in record.journal.all()]


@pytest.mark.parametrize("line", GUARDED)
def test_who_gives_no_pin_hands_out_and_changes_nothing(line: str, tmp_path: Path, typed: Callable[..., Ran]) -> None:
    before = acts(tmp_path)

    refused = typed(line)

    assert (refused.code, refused.out) == (1, "")
    assert "--clerk 姓名，并输入本人的操作码" in refused.complaints[-1]
    assert acts(tmp_path) == before
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("line", [line for line, who in GUARDED.items() if who in BELOW])
def test_who_may_not_is_refused_with_the_right_pin(line: str, tmp_path: Path, typed: Callable[..., Ran]) -> None:
    before = acts(tmp_path)

    refused = typed(line, *signed(tmp_path, *BELOW[GUARDED[line]]))

    assert (refused.code, refused.out) == (1, "")
    assert "要由" in refused.complaints[-1]
    assert "本人的姓名和操作码" in refused.complaints[-1]
    assert acts(tmp_path) == before
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("line", GUARDED)
def test_a_wrong_pin_hands_out_nothing_and_is_on_record(line: str, tmp_path: Path, typed: Callable[..., Ran]) -> None:
    before = acts(tmp_path)

    refused = typed(line, *signed(tmp_path, GUARDED[line][0], "999999"))

    assert (refused.code, refused.out) == (1, "")
    assert refused.complaints[-1] == "操作码不对，请重新输入（再错 2 次要等一会儿）"
    assert acts(tmp_path) == [*before, (Kind.PIN_WRONG, COMMAND_LINE)]


@pytest.mark.parametrize("line", [line for line in GUARDED if "purge" not in line])
def test_who_may_and_gives_the_pin_is_the_one_on_record(line: str, tmp_path: Path, typed: Callable[..., Ran]) -> None:
    before = len(acts(tmp_path))
    name = GUARDED[line][0]

    done = typed(line, *signed(tmp_path, *GUARDED[line]))

    assert done.code == 0, done.err
    with opened(tmp_path / "record") as record:
        who = next(clerk.id for clerk in Clerks(record).all() if clerk.name == name)
        assert {entry.clerk for entry in list(record.journal.all())[before:]} <= {who}
        assert record.verify().sound


def test_without_a_name_what_needs_no_right_is_entered_as_by_the_command_line(
    tmp_path: Path, typed: Callable[..., Ran]
) -> None:
    filled(tmp_path / "in.xlsx", a_line(applicant__name="样例五金"))
    before = len(acts(tmp_path))

    assert typed("record import $/in.xlsx").code == 0
    assert typed("blank --record --count 1 --out $/sheets").code == 0
    listed = typed("record export --find 样例五金 --out $/list.xlsx", *signed(tmp_path, *CLERK_THERE))

    assert listed.code == 0
    assert {clerk for _, clerk in acts(tmp_path)[before:-1]} == {COMMAND_LINE}
    cells = [cell.value for row in load_workbook(tmp_path / "list.xlsx").active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert COMMAND_LINE_NAME in cells
    with opened(tmp_path / "record") as record:
        desk = open_application_service(record, open_assessor(), CLERK)
        card = ApplicationCards(desk).read(record.applications.recent(1)[0].id)
        assert {moment.who for moment in card.timeline} == {COMMAND_LINE_NAME}


def test_a_pin_without_a_name_and_a_name_that_is_not_there_are_wrong_input(
    tmp_path: Path, typed: Callable[..., Ran]
) -> None:
    before = acts(tmp_path)
    nameless = typed("record export --out $/out.xlsx", *signed(tmp_path)[2:])
    nobody = typed("record export --out $/out.xlsx", *signed(tmp_path, "赵离岗"))

    assert (nameless.code, nameless.complaints) == (2, ["缺少 --clerk：有操作码，还要写是谁的"])
    text = "--clerk：填写的是 “赵离岗”；应为名单上在岗的受理员：王小明、孙在岗、周班长"
    assert (nobody.code, nobody.complaints) == (2, [text])
    assert acts(tmp_path) == before


def test_who_left_gives_a_pin_in_vain(tmp_path: Path, typed: Callable[..., Ran]) -> None:
    with opened(tmp_path / "record") as record:
        clerks = Clerks(record)
        clerks.leave(CLERK, next(clerk.id for clerk in clerks.all() if clerk.name == CLERK_THERE[0]))

    refused = typed("record export --out $/out.xlsx", *signed(tmp_path, *CLERK_THERE))

    assert refused.code == 2
    assert "名单上在岗的受理员：王小明、周班长" in refused.err


def test_three_wrong_pins_at_the_command_line_make_the_window_wait(tmp_path: Path, typed: Callable[..., Ran]) -> None:
    """Review 3.2: tries were counted in memory, so that each new process had three more."""
    for place in (1, 2, 3):
        refused = typed("record affected --out $/out.xlsx", *signed(tmp_path, ADMINISTRATOR[0], f"99999{place}"))
    right = typed("record affected --out $/out.xlsx", *signed(tmp_path, *ADMINISTRATOR))

    assert "请过 30 秒再试" in refused.err
    assert (right.code, "秒再试" in right.err) == (1, True)
    with opened(tmp_path / "record") as record:
        with pytest.raises(WaitForPin):
            Clerks(record).identify(CLERK, PIN)
        tries = [act for act in map(read, record.journal.all()) if isinstance(act, PinWrong)]
        assert [(one.clerk, one.wrong, one.wait, one.place) for one in tries] == [
            (CLERK, 1, 0, "command_line"),
            (CLERK, 2, 0, "command_line"),
            (CLERK, 3, 30, "command_line"),
        ]


def test_a_purge_needs_two_where_two_may(tmp_path: Path, typed: Callable[..., Ran]) -> None:
    before = acts(tmp_path)
    leader = signed(tmp_path, *LEADER)
    alone = typed("record purge --yes", *leader)
    twice = typed("record purge --yes", *leader, *signed(tmp_path, *LEADER, "--second"))
    below = typed("record purge --yes", *leader, *signed(tmp_path, *CLERK_THERE, "--second"))

    assert (alone.code, alone.complaints) == (1, [f"{SecondNeeded()}，写 --second 姓名（王小明）"])
    assert (twice.code, below.code) == (2, 2)
    assert acts(tmp_path) == before

    done = typed("record purge --yes --json", *leader, *signed(tmp_path, *ADMINISTRATOR, "--second"))

    assert (done.code, done.said["count"]) == (0, 1)
    with opened(tmp_path / "record") as record:
        (purged,) = [act for act in map(read, record.journal.all()) if isinstance(act, RecordsPurged)]
        assert purged.second == CLERK
        assert report_of(record).by == "周班长，王小明复核"
        assert record.rebuild().changed == ()


def test_one_alone_purges_nothing_in_the_week_in_which_the_other_was_sent_away(
    tmp_path: Path, typed: Callable[..., Ran]
) -> None:
    """Whoever was sent away this week still counts: an administrator alone purged all that he liked in minutes."""
    _send_the_leader_away(tmp_path / "record", datetime.now(UTC))

    refused = typed("record purge --yes --json", *signed(tmp_path, *ADMINISTRATOR))

    assert (refused.code, "近 7 天内" in refused.err) == (1, True)


def _send_the_leader_away(folder: Path, moment: datetime) -> None:
    with opened(folder, Clock(moment)) as record:
        clerks = Clerks(record)
        clerks.leave(CLERK, next(clerk.id for clerk in clerks.all() if clerk.name == LEADER[0]))


def test_eight_days_after_the_other_was_sent_away_one_may_purge_alone(
    tmp_path: Path, typed: Callable[..., Ran]
) -> None:
    _send_the_leader_away(tmp_path / "record", datetime.now(UTC) - timedelta(days=8))

    done = typed("record purge --yes --json", *signed(tmp_path, *ADMINISTRATOR))

    assert (done.code, done.said["count"]) == (0, 1)
    with opened(tmp_path / "record") as record:
        (purged,) = [act for act in map(read, record.journal.all()) if isinstance(act, RecordsPurged)]
        assert purged.second == ""
        assert report_of(record).by == "王小明"


def test_a_damaged_record_is_restored_by_whoever_has_the_passphrase(tmp_path: Path, typed: Callable[..., Ran]) -> None:
    (tmp_path / "record" / "record.db").write_bytes(b"torn")

    done = typed("record restore --yes")

    assert done.code == 0, done.err
    assert acts(tmp_path)[-1] == (Kind.RECORD_RESTORED, COMMAND_LINE)
