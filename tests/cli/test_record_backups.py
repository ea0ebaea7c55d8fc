"""gridcounter record backup, backups, restore; and what every command says of a damaged record."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from builders.command_line import Ran, run, signed
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, a_record, a_setup, let_in_whoever_can, opened

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.office.roles import RIGHTS, Right
from gridcounter.services.record.opening import create_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.engine import Database


def a_used_record(folder: Path) -> list[str]:
    with a_record(folder / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
    (folder / "secret").write_text(PASSPHRASE, "utf-8")
    return ["--data", str(folder / "record"), "--passphrase-file", str(folder / "secret")]


def record_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    return run(capsys, "record", *arguments)


def damage(folder: Path, name: str = RECORD_FILE) -> None:
    content = bytearray((folder / "record" / name).read_bytes())
    content[50] ^= 1
    (folder / "record" / name).write_bytes(content)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answering(monkeypatch: pytest.MonkeyPatch, *, yes: bool) -> list[str]:
    asked: list[str] = []

    def confirm(text: str, **_: Any) -> bool:  # noqa: ANN401
        asked.append(text)
        return yes

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("typer.confirm", confirm)
    return asked


def test_a_backup_is_made_listed_and_restored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = a_used_record(tmp_path)
    assert record_of(capsys, "backups", *given[:2]).out == "还没有备份；做一份：gridcounter record backup\n"

    made = record_of(capsys, "backup", *given)

    assert made.code == 0
    assert "备份已做好，读回核对无误" in made.out
    assert "台账 4 条，存档文书 1 份" in made.out
    listed = record_of(capsys, "backups", *given[:2])
    (backup,) = (path for path in (tmp_path / "record" / BACKUPS).iterdir() if path.is_dir())
    assert listed.out.startswith(f"{backup.name}　")
    assert listed.out.endswith("　4 条　文件完好\n")
    damage(tmp_path)
    refused = record_of(capsys, "verify", *given)
    assert refused.code == 1
    assert refused.complaints == [
        "台账文件 record.db 已损坏，打不开；请从最近的备份恢复，原文件会保留。恢复的命令：gridcounter record restore"
    ]
    restored = record_of(capsys, "restore", *given, "--yes")
    assert restored.code == 0
    assert "已经恢复，台账共 4 条" in restored.out
    assert "受损的文件：record.db" in restored.err
    assert record_of(capsys, "verify", *given).code == 0


def test_everything_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = a_used_record(tmp_path)
    made = record_of(capsys, "backup", *given, "--json").said
    assert (made["entries"], made["papers"], made["papers_missing"]) == (4, 1, 0)
    (listed,) = record_of(capsys, "backups", *given[:2], "--json").said
    assert (listed["whole"], listed["wrong"], listed["entries"]) == (True, [], 4)
    assert record_of(capsys, "restore", *given, "--json").said == {"restored": False}
    damage(tmp_path)

    restored = record_of(capsys, "restore", *given, "--yes", "--json").said

    assert (restored["restored"], restored["damaged"], restored["lost"]) == (True, [RECORD_FILE], None)
    assert restored["papers_missing"] == 0


def test_a_backup_goes_to_another_folder_and_comes_back_from_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = a_used_record(tmp_path)
    stick = tmp_path / "stick"
    assert record_of(capsys, "backup", *given, "--to", stick).code == 0
    assert not (tmp_path / "record" / BACKUPS).exists()
    assert "文件完好" in record_of(capsys, "backups", "--in", stick, *given[:2]).out
    (backup,) = (path for path in stick.iterdir() if path.is_dir())
    for name in (RECORD_FILE, KEYS_FILE):
        (tmp_path / "record" / name).unlink()

    restored = record_of(capsys, "restore", backup, *given, "--yes")

    assert restored.code == 0
    with opened(tmp_path / "record") as record:
        assert record.verify().sound


def test_a_sound_record_is_not_touched_unless_a_backup_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given)
    (backup,) = (path for path in (tmp_path / "record" / BACKUPS).iterdir() if path.is_dir())
    with opened(tmp_path / "record") as record:
        Intake(record, CLERK).open(DAY)
    assert record_of(capsys, "restore", *given).out == "已全面核对，台账完好，不需要恢复\n"
    nobody = record_of(capsys, "restore", backup.name, *given, "--yes")
    assert (nobody.code, nobody.complaints[-1].partition("：")[0]) == (1, f"{RIGHTS[Right.RESTORE][1]}要由管理员来做")
    given += signed(tmp_path)
    unanswered = record_of(capsys, "restore", backup.name, *given)
    assert (unanswered.code, unanswered.complaints[-1]) == (2, "缺少 --yes：没有终端可以询问，请写上这个选项")
    asked = answering(monkeypatch, yes=False)

    said_no = record_of(capsys, "restore", backup.name, *given)

    assert said_no.code == 1
    assert said_no.complaints[-1] == "没有恢复，什么都没有改动"
    assert "此后登记的 1 条不在其中" in said_no.err
    assert asked[0].endswith(" 的备份恢复？")
    with opened(tmp_path / "record") as record:
        assert record.journal.count() == 5, "nobody and nothing is entered"


def test_without_a_good_backup_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = a_used_record(tmp_path)
    damage(tmp_path)

    refused = record_of(capsys, "restore", *given, "--yes")

    assert refused.code == 1
    assert "没有找到备份" in refused.err
    assert "不要新建台账" in refused.err
    named = record_of(capsys, "restore", "nothing", *given, "--yes")
    assert "不是完整的备份" in named.err


def test_a_damaged_keys_file_names_the_command_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given)
    damage(tmp_path, KEYS_FILE)

    refused = record_of(capsys, "rebuild", *given)

    assert "密钥文件 record.keys 缺失或已损坏" in refused.err
    assert "gridcounter record restore" in refused.err
    assert record_of(capsys, "restore", *given, "--yes").code == 0
    assert record_of(capsys, "verify", *given).code == 0


def test_a_journal_that_was_tampered_with_can_be_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def tamper(db: Database) -> None:
        let_in_whoever_can(db)
        db.execute("UPDATE journal SET clerk = 'x' WHERE seq = 3")

    given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given)
    with opened(tmp_path / "record") as record:
        record.write(lambda stores: tamper(stores.db))
    assert "gridcounter record restore" in record_of(capsys, "verify", *given).err

    assert record_of(capsys, "restore", *given, "--yes").code == 0

    assert record_of(capsys, "verify", *given).code == 0


def test_a_record_is_restored_from_a_stick(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = a_used_record(tmp_path)
    stick = tmp_path / "stick"
    assert record_of(capsys, "backup", *given, "--to", stick / "ours").code == 0
    damage(tmp_path)
    assert "没有这份台账的备份" in record_of(capsys, "restore", *given, "--in", tmp_path / "other", "--yes").err

    restored = record_of(capsys, "restore", *given, "--in", stick, "--yes")

    assert restored.code == 0
    assert "已经恢复，台账共 4 条" in restored.out
    assert record_of(capsys, "verify", *given).code == 0


def test_the_recovery_code_restores_what_only_a_stick_has_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, code = create_record(tmp_path / "record", PASSPHRASE, a_setup(), cost=CHEAP)
    record.close()
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "code").write_text(code, "utf-8")
    stick = tmp_path / "stick"
    given = ["--data", str(tmp_path / "record"), "--passphrase-file", str(tmp_path / "secret")]
    assert record_of(capsys, "backup", *given, "--to", stick).code == 0
    new = ["--data", str(tmp_path / "new"), "--passphrase-file", str(tmp_path / "code"), "--recovery"]

    restored = record_of(capsys, "restore", *new, "--in", stick, "--yes")

    assert restored.code == 0, restored.err
    assert record_of(capsys, "verify", *new).code == 0
    wrong = ["--data", str(tmp_path / "wrong"), "--passphrase-file", str(tmp_path / "secret"), "--recovery"]
    assert "恢复码不对" in record_of(capsys, "restore", *wrong, "--in", stick, "--yes").err


def test_the_list_says_when_each_was_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        Backups(record).keep_up()

    assert record_of(capsys, "backups", *given[:2]).out.endswith(" 验证可恢复\n")
    (row,) = record_of(capsys, "backups", *given[:2], "--json").said
    assert row["proven_at"].startswith("20")


def test_a_folder_of_another_name_forges_no_line_of_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has the stick: a second line told of a backup that was proved. Windows takes no other line break."""
    given = a_used_record(tmp_path)
    record_of(capsys, "backup", *given)
    told = record_of(capsys, "backups", *given[:2]).out
    forged = tmp_path / "record" / BACKUPS / f"20990101\u2028{told.strip().replace(':', '')}　验证可恢复"
    forged.mkdir()
    assert record_of(capsys, "backups", *given[:2]).out == told
