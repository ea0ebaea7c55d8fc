"""gridcounter record retention, purge, hold, rekey, affected."""

from __future__ import annotations

import errno
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders.command_line import Ran, run, signed
from builders.real_desks import OTHER_PASSPHRASE
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter.cli import record_retention
from gridcounter.cli.main import main
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.purging import set_rule
from gridcounter.services.custody.stale_copies import NotRemoved, OldCopy
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record

#: Closed so long ago that it is due whatever day the test runs on.
CLOSED = date(2020, 1, 31)
RULE = ("--months", "12", "--basis", "测试期限表")


def a_used_record(folder: Path) -> tuple[str, list[str]]:
    """The number of one that was closed long ago, beside one that is open; and how every command is called, the
    administrator's PIN included. Everything on record is older than any day on which the test runs.
    """
    with a_record(folder / "record", Clock(datetime(2020, 3, 1, tzinfo=UTC))) as record:
        intake = Intake(record, CLERK)
        old = intake.open(CLOSED, {"applicant.name": "样李四", "applicant.phone": "10000000001"})
        intake.issue(old, Issue("one_time_notice", b"%PDF-1.7 only this one", "c", "1", "1"))
        Closing(record, CLERK).close(old, "connected", CLOSED, DAY, late="补录")
        intake.open(DAY, {"applicant.name": "样王五"})
        number = record.applications.get(old).number
    (folder / "secret").write_text(PASSPHRASE, "utf-8")
    where = ["--data", str(folder / "record"), "--passphrase-file", str(folder / "secret")]
    return number, [*where, *signed(folder)]


def with_a_rule(folder: Path) -> None:
    """One that holds since long."""
    with opened(folder / "record", Clock(datetime(2020, 3, 2, tzinfo=UTC))) as record:
        set_rule(record, CLERK, 12, "测试期限表", CLOSED)


def record_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    return run(capsys, "record", *arguments)


def test_without_a_rule_nothing_is_listed_and_nothing_purged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, given = a_used_record(tmp_path)

    listed = record_of(capsys, "retention", *given)
    refused = record_of(capsys, "purge", *given, "--yes")

    assert (listed.code, refused.code) == (0, 1)
    assert listed.out.startswith("本单位还没有规定留存多久")
    assert refused.complaints[0].startswith("本单位还没有规定留存多久")


def test_the_due_are_listed_and_purged_with_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number, given = a_used_record(tmp_path)

    with_a_rule(tmp_path)

    listed = record_of(capsys, "retention", *given)
    as_json = record_of(capsys, "retention", *given, "--json").said
    done = record_of(capsys, "purge", *given, "--yes", "--report", tmp_path / "report.PDF")
    verified = record_of(capsys, "verify", *given[:4])
    rebuilt = record_of(capsys, "rebuild", *given[:4])

    # the end was entered a month later, and counts a year from then
    assert f"{number}　样**　2020-01-31 办结　2021-03-01 到期" in listed.out
    assert "可以清除 1 件，暂缓 0 件" in listed.out
    assert [one["number"] for one in as_json["due"]] == [number]
    assert "李四" not in listed.out
    assert done.code == 0
    assert "已清除 1 件申请：清空登记 3 条，删除文书 1 份、附件 0 份；备份已做好" in done.out
    assert (tmp_path / "report.PDF").read_bytes().startswith(b"%PDF")
    assert "其中 3 条的内容已经清除" in verified.out
    assert "各表与原来完全一致" in rebuilt.out
    again = record_of(capsys, "purge", *given, "--yes")
    assert (again.code, again.complaints) == (1, ["没有超过留存期、可以清除的申请，什么都没有改动"])


def test_a_first_and_a_shorter_rule_hold_after_a_week_and_a_year_is_the_least(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Review 1.2: one month set today purged 177 applications today."""
    _, given = a_used_record(tmp_path)
    day = date(2030, 3, 1)
    monkeypatch.setattr(record_retention, "today", lambda: day)

    least = record_of(capsys, "retention", *given, "--months", "11", "--basis", "我说的")
    first = record_of(capsys, "retention", *given, *RULE)
    early = record_of(capsys, "purge", *given, "--yes")
    day = date(2030, 3, 7)
    last = record_of(capsys, "purge", *given, "--yes", "--json")
    day = date(2030, 3, 8)
    longer = record_of(capsys, "retention", *given, "--months", "60", "--basis", "测试期限表")
    shorter = record_of(capsys, "retention", *given, "--months", "59", "--basis", "测试期限表")
    as_json = record_of(capsys, "retention", *given, "--json").said
    waits = record_of(capsys, "purge", *given, "--yes")
    between = record_of(capsys, "retention", *given, "--months", "60", "--basis", "测试期限表")
    day = date(2030, 3, 15)
    done = record_of(capsys, "purge", *given, "--yes", "--json")

    assert (least.code, "应为不小于 12 的整数" in least.err) == (2, True)
    assert "从 2030-03-08 起执行，在那以前不清除" in first.out
    sentence = "留存期限（办结后 1 年）从 2030-03-08 起执行，在那以前不清除"
    assert [(one.code, one.complaints) for one in (early, last)] == [(1, [sentence])] * 2
    assert "可以清除 1 件" in longer.out
    assert "从 2030-03-15 起执行" in shorter.out
    assert as_json["rule"] == {"months": 59, "basis": "测试期限表", "holds_from": "2030-03-15"}
    assert (as_json["due"], waits.code) == ([], 1)
    assert "从 2030-03-15 起执行" in between.out, "a longer one waits as long as the one that it replaces"
    assert done.said["count"] == 1


def test_papers_and_bundles_of_a_purged_application_are_refused_with_its_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, given = a_used_record(tmp_path)
    with_a_rule(tmp_path)
    code = code_of_the_closed(tmp_path / "record")
    assert record_of(capsys, "paper", code, "--out", tmp_path / "papers", *given).code == 0

    record_of(capsys, "purge", *given, "--yes")

    commands: list[tuple[str | Path, ...]] = [
        ("paper", code, "--out", tmp_path / "again", *given[4:]),
        ("bundle", "make", code, "--out", tmp_path / "b.zip", *given[4:]),
    ]
    for command in commands:
        refused = record_of(capsys, *command, *given[:4])
        assert refused.code == 1
        assert "按留存期清除，内容和文书都不能再查看" in refused.complaints[0]
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "b.zip").exists()


def code_of_the_closed(folder: Path) -> str:
    with opened(folder) as record:
        return str(record.db.execute("SELECT short_code FROM application WHERE state = 'closed'").fetchone()[0])


def test_older_backups_are_named_until_they_are_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given[:4])
    with_a_rule(tmp_path)

    done = record_of(capsys, "purge", *given, "--yes", "--json")
    (named,) = done.said["copies"]
    dropped = record_of(capsys, "purge", *given, "--yes", "--drop-backups", "--json")

    assert done.said["count"] == 1
    assert dropped.said == {"count": 0, "entries": 0, "papers": 0, "attachments": 0, "copies": []}
    listed = record_of(capsys, "backups", *given[:2], "--json").said
    assert named.rpartition("/")[2].rpartition("\\")[2] not in [one["name"] for one in listed]
    assert all(one["whole"] for one in listed)
    assert len(listed) == 2


def test_what_is_held_is_listed_with_its_reason_and_not_purged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number, given = a_used_record(tmp_path)
    with_a_rule(tmp_path)

    without = record_of(capsys, "hold", number, *given)
    held = record_of(capsys, "hold", number, "--why", "投诉还没有办完", *given)
    listed = record_of(capsys, "retention", *given)
    purged = record_of(capsys, "purge", *given, "--yes")
    freed = record_of(capsys, "hold", number, "--off", *given)

    assert (without.code, held.code, purged.code, freed.code) == (1, 0, 1, 0)
    assert "暂缓：投诉还没有办完" in listed.out
    assert "可以清除 1 件" in record_of(capsys, "retention", *given).out


def test_wrong_input_is_reported_before_anything_is_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, given = a_used_record(tmp_path)
    with_a_rule(tmp_path)

    for command, said in (
        (("retention", "--months", "60"), "--basis"),
        (("retention", "--unset", *RULE), "--unset"),
        (("retention", "--until", "明年"), "--until"),
        (("purge", "--yes", "--report", "report.txt"), "--report"),
        (("purge",), "--yes"),
        (("rekey", "--new-passphrase-file", str(tmp_path / "secret")), "--yes"),
    ):
        refused = record_of(capsys, *command, *given)
        assert refused.code == 2, command
        assert said in refused.err
    late = record_of(capsys, "purge", "--yes", "--until", "2199-01-01", *given)
    assert (late.code, late.complaints) == (1, ["清除的日期不能晚于今天，请改日期"])


def test_after_a_lost_computer_only_the_new_secret_opens_and_the_list_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given[:4])
    (tmp_path / "new").write_text("另一个足够长的口令", "utf-8")
    now = [*given[:2], "--passphrase-file", str(tmp_path / "new")]
    as_before = signed(tmp_path)

    done = record_of(capsys, "rekey", *given, "--new-passphrase-file", tmp_path / "new", "--yes")
    listed = record_of(capsys, "affected", "--out", tmp_path / "list.xlsx", *now, *as_before, "--json")

    assert done.code == 0
    assert "新恢复码：" in done.out
    assert "用旧钥匙的备份：" in done.out
    assert "还要停用丢的那一台" not in done.out
    assert record_of(capsys, "verify", *given[:4]).code == 1
    assert record_of(capsys, "verify", *now).code == 0
    assert listed.said["people"] == 2
    assert listed.said["purged_since"] == 0


def test_who_shares_the_record_is_told_to_retire_what_was_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The fault: nothing said that whoever had the lost copy goes on exchanging."""
    _, given = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        begin_sharing(record, CLERK, "1 号台")
    (tmp_path / "new").write_text("另一个足够长的口令", "utf-8")

    done = record_of(capsys, "rekey", *given, "--new-passphrase-file", tmp_path / "new", "--yes")

    assert "还要停用丢的那一台" in done.out


def test_the_old_backups_go_with_the_old_key_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given[:4])
    (tmp_path / "new").write_text("另一个足够长的口令", "utf-8")

    done = record_of(
        capsys, "rekey", *given, "--new-passphrase-file", tmp_path / "new", "--yes", "--drop-backups", "--json"
    )

    assert done.said["old_copies"] == []
    assert list((tmp_path / "record" / "set-aside").iterdir()) == []
    (backup,) = record_of(capsys, "backups", *given[:2], "--json").said
    assert backup["whole"]


def test_the_old_backups_stay_where_none_could_be_made_under_the_new_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    _, given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given[:4])
    (tmp_path / "new").write_text("另一个足够长的口令", "utf-8")
    monkeypatch.setattr("gridcounter.store.custody.backup.write_manifest", full)

    done = record_of(capsys, "rekey", *given, "--new-passphrase-file", tmp_path / "new", "--yes", "--drop-backups")

    assert "新备份没有做成：" in done.out
    kept = list((tmp_path / "record" / "set-aside").iterdir())
    assert kept
    assert all(f"用旧钥匙的备份：{path}" in done.out for path in kept)


def test_the_new_recovery_code_is_shown_although_the_old_backups_cannot_be_deleted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was shown behind them: the key was another one, and its code was lost."""

    def held_open(copies: Sequence[OldCopy]) -> None:
        raise NotRemoved(copies[0].name)

    _, given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given[:4])
    (tmp_path / "new").write_text("另一个足够长的口令", "utf-8")
    monkeypatch.setattr("gridcounter.services.custody.stale_copies.remove", held_open)

    done = record_of(capsys, "rekey", *given, "--new-passphrase-file", tmp_path / "new", "--yes", "--drop-backups")

    assert done.code == 3
    assert "新恢复码：" in done.out
    assert "没有删掉" in done.complaints[-1]


def test_what_was_purged_is_told_although_no_backup_could_be_made_behind_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    _, given = a_used_record(tmp_path)
    with_a_rule(tmp_path)
    monkeypatch.setattr("gridcounter.store.custody.backup.write_manifest", full)

    done = record_of(capsys, "purge", *given, "--yes")

    assert done.code == 3
    told, why = done.complaints[-2:]
    assert told == "已清除 1 件申请：清空登记 3 条，删除文书 1 份、附件 0 份"
    assert why.startswith("备份没有做成")


class FullOutput(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_a_code_that_was_not_shown_is_said_to_be_lost_and_not_the_act(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    as_json: tuple[str, ...],
    closed: bool,  # noqa: FBT001
) -> None:
    """程序出错 was all that was said of a record that was there and of a key that was another one."""
    _, given = a_used_record(tmp_path)
    (tmp_path / "new").write_text("另一个足够长的口令", "utf-8")
    whose = ("--place", "jining", "--code", "JN2", "--office", "样例大厅", "--clerk", "王小明", *given[6:])
    at: tuple[str | Path, ...] = ("--data", tmp_path / "another", *given[2:4])
    codes = []
    for line in (
        ("create", *whose, *at, *as_json),
        ("rekey", *given, "--new-passphrase-file", tmp_path / "new", "--yes", *as_json),
    ):
        out = None if closed else io.TextIOWrapper(io.BufferedWriter(FullOutput()), "utf-8")
        monkeypatch.setattr("sys.stdout", out)
        codes.append(main(["record", *map(str, line)]))

    monkeypatch.undo()
    created, renewed = (line for line in capsys.readouterr().err.splitlines() if "没有显示出来" in line)
    assert codes == [3, 3]
    assert created.startswith("台账已建立，请用 gridcounter record rekey 换一次钥匙，得到新的恢复码")
    assert renewed.startswith("钥匙已换，请用新口令打开，再换一次钥匙，得到新的恢复码")
    now: tuple[str | Path, ...] = ("--data", tmp_path / "record", "--passphrase-file", tmp_path / "new")
    assert [record_of(capsys, "verify", *where).code for where in (at, now)] == [0, 0]


def test_a_shared_record_announces_first_and_purges_once_each_desk_has_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The fault: a second desk went on working on what the command had purged."""
    number, given = a_used_record(tmp_path)
    with_a_rule(tmp_path)
    at = Clock(datetime(2020, 3, 3, tzinfo=UTC))
    with opened(tmp_path / "record", at) as record:
        begin_sharing(record, CLERK, "1 号台")
        made = invite(record, CLERK, tmp_path / "invitation.gcx", at(), CHEAP)
        join(tmp_path / "second", OTHER_PASSPHRASE, made.path, made.code, "2 号台", cost=CHEAP, clock=at)
    second = open_record(tmp_path / "second", OTHER_PASSPHRASE, clock=at)

    def exchanged() -> None:
        with opened(tmp_path / "record", at) as record:
            take_in(second, CLERK, hand_over(record, CLERK, tmp_path, at()).path)
            take_in(record, CLERK, hand_over(second, CLERK, tmp_path, at()).path)

    with opened(tmp_path / "record", at) as record:
        take_in(record, CLERK, hand_over(second, CLERK, tmp_path, at()).path)

    said = record_of(capsys, "purge", *given, "--yes")
    assert said.code == 0
    assert "王小明在本台预告清除 1 件，现在只能看。还等 2 号台：" in said.out
    assert "gridcounter exchange out；各台都收到以后：gridcounter record purge" in said.out
    again = record_of(capsys, "purge", *given, "--yes")
    assert again.code == 1
    assert "现在没有可以清除的申请，什么都没有改动" in again.err
    assert "还等 2 号台" in again.err
    listed = record_of(capsys, "retention", *given, "--json").said["announced"]
    assert [(one["numbers"], one["awaited"], one["here"]) for one in listed] == [([number], ["2 号台"], True)]

    at.at = datetime.now(UTC)
    exchanged()
    second.close()
    ready = record_of(capsys, "retention", *given)
    assert "各台都已收到，可以清除。" in ready.out
    done = record_of(capsys, "purge", *given, "--yes")
    assert done.code == 0
    assert "已清除 1 件申请" in done.out
    assert record_of(capsys, "purge", *given, "--yes").code == 1
