"""gridcounter record: what it says, what it refuses, its exit codes; a passphrase never stands on the command line."""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.command_line import signed
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, let_in_whoever_can, opened, purge_all

from gridcounter.cli.main import main
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_applications import PersonalDataShown
from gridcounter.core.record.table_words import TABLE_LABELS
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.ledger.timeline import timeline
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.migrations import PROJECTED

if TYPE_CHECKING:
    from pathlib import Path


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["record", *(str(argument) for argument in arguments)])
    result = capsys.readouterr()
    return code, result.out, result.err


def a_secret(folder: Path, text: str = PASSPHRASE) -> Path:
    path = folder / f"secret-{abs(hash(text))}"
    path.write_text(f"{text}\r\n这一行不读\n", "utf-8-sig")
    return path


def a_used_record(folder: Path) -> tuple[list[str], str]:
    """How to name it on the command line, and the short code of an application that was handed a paper."""
    with a_record(folder / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        intake.issue(application, Issue("filing", b"PK\x03\x04", "c", "1", "1"))
        intake.open(DAY)
        code = record.applications.get(application).short_code
    return ["--data", str(folder / "record"), "--passphrase-file", str(a_secret(folder))], code


def test_every_table_that_a_rebuild_may_change_has_a_name_for_the_clerk() -> None:
    assert set(PROJECTED) <= set(TABLE_LABELS)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[dict[str, Any]]:
    """A terminal at which somebody answers; what was asked."""
    asked: list[dict[str, Any]] = []
    left = list(answers)

    def prompt(text: str, **how: Any) -> str:  # noqa: ANN401
        asked.append({"text": text} | how)
        return left.pop(0)

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("typer.prompt", prompt)
    return asked


def test_create_asks_for_what_is_not_given_and_shows_the_recovery_code_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, "jining", "jn1", "测试大厅", "王小明", "471108", PASSPHRASE)

    code, out, err = run(capsys, "create", "--data", tmp_path / "record")

    assert (code, err) == (0, "")
    assert [bool(question.get("hide_input")) for question in asked] == [False] * 4 + [True] * 2
    assert all(question["confirmation_prompt"] for question in asked[4:])
    recovery = out.split("恢复码：")[1].split()[0]
    assert "锁进柜子" in out
    assert "471108" not in out + err
    with opened(tmp_path / "record") as record:
        assert record.applications.office()["code"] == "JN1"
        assert record.applications.office()["office"] == {"name": "测试大厅"}
    code, out, err = run(
        capsys, "verify", "--data", tmp_path / "record", "--recovery", "--passphrase-file", a_secret(tmp_path, recovery)
    )
    assert (code, out) == (0, "台账完好：共 2 条，逐条相连，文件没有损坏\n")


def test_create_takes_everything_from_options_and_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--place", "jining", "--code", "J", "--office", "厅", "--clerk", "王", "--data", str(tmp_path / "record")]
    secrets = ["--pin-file", str(a_secret(tmp_path, "471108")), "--passphrase-file", str(a_secret(tmp_path))]

    code, out, _ = run(capsys, "create", *given, *secrets, "--json")

    assert code == 0
    assert set(json.loads(out)) == {"folder", "recovery_code"}
    code, _, err = run(capsys, "create", *given, *secrets)
    assert code == 1
    assert "里已经有台账" in err


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("12345678", "常用"),
        ("aaaaaaaa", "反复"),
        (" " * 8, "反复"),
        ("测试大厅2026", "本单位的名称"),
        ("J0537123", "代号"),
    ],
)
def test_create_refuses_what_is_tried_first_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], passphrase: str, why: str
) -> None:
    whose: list[str | Path] = ["--place", "jining", "--code", "J0537123", "--office", "测试大厅", "--clerk", "王"]
    secrets: list[str | Path] = [
        "--pin-file",
        a_secret(tmp_path, "471123"),
        "--passphrase-file",
        a_secret(tmp_path, passphrase),
    ]

    code, out, err = run(capsys, "create", *whose, "--data", tmp_path / "record", *secrets)

    assert (code, out) == (1, "")
    assert why in err
    assert passphrase not in err
    assert not (tmp_path / "record").exists()


def test_a_drawn_passphrase_is_shown_once_and_opens_the_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder: list[str | Path] = ["--data", tmp_path / "record"]
    given: list[str | Path] = ["--place", "jining", "--code", "J", "--office", "测试大厅", "--clerk", "王", *folder]

    code, out, err = run(capsys, "create", *given, "--pin-file", a_secret(tmp_path, "471123"), "--draw-passphrase")

    assert (code, err) == (0, "")
    drawn = re.findall(r"抽出的口令：(\S+)", out)
    assert [len(one) for one in drawn] == [12]
    now: list[str | Path] = [*folder, "--passphrase-file", a_secret(tmp_path, drawn[0])]
    assert run(capsys, "verify", *now)[0] == 0

    code, out, err = run(
        capsys, "rekey", *now, *signed(tmp_path, "王", "471123"), "--draw-passphrase", "--yes", "--json"
    )

    again = json.loads(out)["passphrase"]
    assert again in err
    assert again != drawn[0]
    assert run(capsys, "verify", *now)[0] == 1
    assert run(capsys, "verify", *folder, "--passphrase-file", a_secret(tmp_path, again))[0] == 0


def test_a_drawn_passphrase_is_shown_before_it_can_be_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of key that was cut short is finished at the next opening, and then asks for this passphrase."""
    given, _ = a_used_record(tmp_path)

    def cut_short(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gridcounter.services.custody.rekeying.carry_out_renewal", cut_short)
    code, out, _ = run(capsys, "rekey", *given, *signed(tmp_path), "--draw-passphrase", "--yes")

    assert code
    assert re.search(r"抽出的口令：\S{12}\n", out)
    assert "钥匙已换" not in out


def test_a_passphrase_is_drawn_or_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given: list[str | Path] = [
        "--place",
        "jining",
        "--code",
        "J",
        "--office",
        "厅",
        "--clerk",
        "王",
        "--data",
        tmp_path / "record",
    ]
    secrets: list[str | Path] = ["--pin-file", a_secret(tmp_path, "471123"), "--passphrase-file", a_secret(tmp_path)]

    code, out, err = run(capsys, "create", *given, *secrets, "--draw-passphrase")

    assert (code, out) == (2, "")
    assert "--draw-passphrase" in err
    assert not (tmp_path / "record").exists()


def test_where_there_is_a_record_create_asks_for_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_used_record(tmp_path)
    asked = answering(monkeypatch)

    code, out, err = run(capsys, "create", "--data", tmp_path / "record")

    assert (code, out, asked) == (1, "", [])
    assert err == f"{tmp_path / 'record'} 里已经有台账，请换一个文件夹，或者直接打开它\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--place", "atlantis"], "--place：填写的是 “atlantis”"),
        (["--code", "济"], "code：填写的是"),
        (["--pin-file", "nowhere"], "nowhere：打不开这个文件"),
        (["--passphrase-file", "empty"], "第一行是空的"),
    ],
)
def test_create_refuses_what_is_wrong_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    (tmp_path / "empty").write_bytes(b"")
    options: dict[str, str] = {
        "--place": "jining",
        "--code": "J",
        "--office": "厅",
        "--clerk": "王",
        "--pin-file": str(a_secret(tmp_path, "471108")),
        "--passphrase-file": str(a_secret(tmp_path)),
    }
    options |= {given[0]: str(tmp_path / given[1]) if given[0].endswith("-file") else given[1]}

    code, _, err = run(capsys, "create", *(part for pair in options.items() for part in pair), "--data", tmp_path / "r")

    assert code == 2
    assert said in err
    assert not (tmp_path / "r").exists()


def test_without_a_terminal_the_missing_option_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, _ = a_used_record(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert run(capsys, "verify", *given[:2])[::2] == (
        2,
        "缺少 --passphrase-file：没有终端可以询问，请写上这个选项\n",
    )
    code, _, err = run(capsys, "create", "--data", tmp_path / "new")
    assert code == 2
    assert "缺少 --place" in err


def test_a_passphrase_asked_on_a_terminal_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, _ = a_used_record(tmp_path)
    asked = answering(monkeypatch, PASSPHRASE)

    assert run(capsys, "verify", *given[:2])[0] == 0
    assert asked[0]["hide_input"] is True


def test_there_is_no_option_for_a_passphrase_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--passphrase", "--pin"):
        assert run(capsys, "verify", "--data", tmp_path, option, "x")[0] == 2


def test_verify_says_that_the_record_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, _ = a_used_record(tmp_path)

    assert run(capsys, "verify", *given) == (0, "台账完好：共 6 条，逐条相连，文件没有损坏\n", "")
    code, out, _ = run(capsys, "verify", *given, "--json")
    assert code == 0
    assert json.loads(out) == {
        "sound": True,
        "entries": 6,
        "purged": 0,
        "broken": None,
        "damage": [],
        "went_back": [],
        "off_clock": {},
        "restored": [],
        "corrected": [],
        "differing": [],
    }


def test_verify_names_the_first_bad_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, _ = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        record.write(lambda stores: let_in_whoever_can(stores.db))
        device = next(record.journal.all()).device
        sql = "UPDATE journal SET happened_at = '2026-01-01T08:00:00+08:00' WHERE seq >= 3"
        record.write(lambda stores: stores.db.execute(sql) and None)

    code, out, err = run(capsys, "verify", *given)
    assert (code, out) == (1, "")
    assert f"台账第 {device}:3 条有问题：登记的内容与校验值不符" in err
    code, out, _ = run(capsys, "verify", *given, "--json")
    assert code == 1
    assert json.loads(out)["broken"]["ref"] == f"{device}:3"

    code, out, err = run(capsys, "rebuild", *given)
    assert (code, out) == (1, "")
    assert f"台账第 {device}:3 条有问题" in err
    assert "没有改动任何内容" in err


def test_verify_says_how_much_was_purged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, code = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        application = record.applications.by_short_code(code).id
        record.write(lambda stores: purge_all(stores, application))

    assert run(capsys, "verify", *given)[1] == "台账完好：共 8 条，其中 4 条的内容已经清除，逐条相连，文件没有损坏\n"


def test_verify_never_says_purged_of_contents_that_somebody_blanked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, _ = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        device = next(record.journal.all()).device
        sql = "UPDATE journal SET payload = NULL, salt = NULL WHERE seq = 6"
        record.write(lambda stores: stores.db.execute(sql) and None)

    code, out, err = run(capsys, "verify", *given)

    assert (code, out) == (1, "")
    assert f"台账第 {device}:6 条有问题：填写内容被清空，台账里没有清除它的登记" in err


def test_a_record_that_went_back_is_told_and_never_called_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, _ = a_used_record(tmp_path)
    copy = (tmp_path / "record" / RECORD_FILE).read_bytes()
    with opened(tmp_path / "record") as record:
        Intake(record, CLERK).open(DAY)
    (tmp_path / "record" / RECORD_FILE).write_bytes(copy)

    code, out, err = run(capsys, "verify", *given)

    first, second = out.splitlines()
    assert (code, first) == (0, "台账现有的内容完好：共 7 条，逐条相连，文件没有损坏")
    assert second.startswith("台账退回过：")
    assert second.endswith("打开时发现并登记，与本机另外记下的登记相比，至少缺少 1 条登记")
    assert err.startswith(
        "这份台账比以前见过的旧，可能有人用旧文件换掉了它：与本机另外记下的登记相比，至少缺少 1 条登记。"
    )
    code, out, err = run(capsys, "verify", *given, "--json")
    assert code == 0
    assert err.startswith("台账退回过："), "whoever did it may have been told alone"
    (found,) = json.loads(out)["went_back"]
    assert (found["lost"], found["seen"][0]["where"]) == (1, "computer")


def test_verify_says_what_restores_are_on_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A holder of the key who forges one explains by it that entries are gone: nothing but people tells them apart."""
    given, _ = a_used_record(tmp_path)
    with opened(tmp_path / "record", Clock()) as record:
        values = {"made_at": "2026-09-20T18:30:00+08:00", "entries": 3, "lost": 4}
        entry = record.journal.append(Act(Kind.RECORD_RESTORED, values, CLERK))

    code, out, _ = run(capsys, "verify", *given)
    (found,) = json.loads(run(capsys, "verify", *given, "--json")[1])["restored"]

    assert code == 0
    assert out.splitlines()[1] == (
        f"恢复过备份：{entry.entered_at[:16].replace('T', ' ')} 王小明换上 2026-09-20 18:30 的备份，放弃了 4 条登记"
        f"（第 {entry.ref} 条）；如果没有人恢复过，就是有人假造，请查明"
    )
    assert (found["ref"], found["by"], found["lost"]) == (entry.ref, "王小明", 4)


def test_verify_counts_what_was_entered_with_a_wrong_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, _ = a_used_record(tmp_path)
    with opened(tmp_path / "record", Clock(Clock().at - timedelta(days=3))) as record:
        Intake(record, CLERK).open(DAY)
        ref = list(record.journal.all())[-1].ref

    code, out, _ = run(capsys, "verify", *given)

    assert code == 0
    assert out.splitlines()[1] == (
        f"有 1 条登记的时间与前后的不符（第 {ref} 条），差得最多的是第 {ref} 条，当时本机时钟比台账慢约 3 天；"
        "请核对本机的日期和时间，经过里已注明"
    )
    assert json.loads(run(capsys, "verify", *given, "--json")[1])["off_clock"].keys() == {ref}


def test_verify_names_the_damaged_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, _ = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'document'"
        (page,) = record.db.execute(sql).fetchone()
    path = tmp_path / "record" / RECORD_FILE
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 9] ^= 1
    path.write_bytes(content)

    code, out, err = run(capsys, "verify", *given)

    assert (code, out) == (1, "")
    assert f"record.db：第 {page} 页已损坏" in err
    assert "从最近的备份恢复" in err


def test_rebuild_says_whether_the_tables_were_what_they_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, _ = a_used_record(tmp_path)

    assert run(capsys, "rebuild", *given) == (0, "已按台账的 6 条重新生成各表；各表与原来完全一致\n", "")
    with opened(tmp_path / "record") as record:
        sql = "UPDATE application SET accepted_on = '2026-01-01'"
        record.write(lambda stores: stores.db.execute(sql) and None)
    assert run(capsys, "rebuild", *given)[1].endswith("与原来不同、已按台账改正的表：用电申请\n")
    assert json.loads(run(capsys, "rebuild", *given, "--json")[1]) == {"entries": 6, "same": True, "changed": []}


def test_paper_writes_the_very_bytes_that_were_handed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, code = a_used_record(tmp_path)
    given += signed(tmp_path)

    exit_code, out, _ = run(capsys, "paper", code.lower(), "--out", tmp_path / "out", *given, "--json")

    assert exit_code == 0
    rows = json.loads(out)
    assert [(row["paper"], row["version"]) for row in rows] == [("one_time_notice", 1), ("filing", 1)]
    written = {path.suffix: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {".pdf": PDF, ".docx": b"PK\x03\x04"}
    assert not any("李四" in path.name for path in (tmp_path / "out").iterdir())
    assert run(capsys, "paper", code, "--out", tmp_path / "out", *given)[1].count("出具") == 2


def test_papers_taken_out_of_the_record_are_entered_with_who_did_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever knew the passphrase took any notice, with name and address, and nothing on record said so."""
    given, code = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        before, application = len(list(record.journal.all())), record.applications.by_short_code(code).id

    nobody = run(capsys, "paper", code, "--out", tmp_path / "out", *given)

    assert (nobody[0], nobody[1]) == (1, "")
    assert not (tmp_path / "out").exists()
    assert run(capsys, "paper", code, "--out", tmp_path / "out", *given, *signed(tmp_path))[0] == 0
    with opened(tmp_path / "record") as record:
        (entry,) = list(record.journal.all())[before:]
        act = read(entry)
        assert isinstance(act, PersonalDataShown)
        assert (entry.clerk, entry.application, act.shown_list) == (CLERK, application, "papers")
        (said,) = [one.what for one in timeline([entry], {CLERK: "王小明"})]
        assert said == "取出存档的文书"


def test_paper_of_an_unknown_code_or_without_papers_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, code = a_used_record(tmp_path)
    with opened(tmp_path / "record") as record:
        bare = next(row.short_code for row in record.applications.recent(9) if row.short_code != code)
        before = len(list(record.journal.all()))

    for asked, said in (("ZZZZZZ", "台账里没有这份申请（ZZZZZZ）"), (bare, "还没有出过文书")):
        exit_code, out, err = run(capsys, "paper", asked, "--out", tmp_path / "out", *given, *signed(tmp_path))
        assert (exit_code, out) == (1, "")
        assert said in err
    assert not (tmp_path / "out").exists()
    with opened(tmp_path / "record") as record:
        assert len(list(record.journal.all())) == before


def test_a_wrong_passphrase_no_record_and_one_in_use_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, _ = a_used_record(tmp_path)

    wrong = [*given[:3], str(a_secret(tmp_path, "不是这个口令呀呀"))]
    assert run(capsys, "verify", *wrong)[::2] == (1, f"{_sentence('口令不对')}\n")
    code, _, err = run(capsys, "verify", "--data", tmp_path / "none", *given[2:])
    assert code == 1
    assert "里没有台账" in err
    with opened(tmp_path / "record"):
        code, _, err = run(capsys, "rebuild", *given)
    assert code == 1
    assert "这份台账已经打开（电脑" in err


def test_the_default_folder_is_the_users_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcounter.paths.user_data_path", lambda *_, **__: tmp_path)

    code, _, err = run(capsys, "verify", "--passphrase-file", a_secret(tmp_path))

    assert code == 1
    assert str(tmp_path / "office") in err


def _sentence(start: str) -> str:
    rest = "，请核对大小写和输入法后重试；忘记口令的，可以用恢复单上的恢复码打开"
    return start + rest
