"""The whole output of the record's commands, as text and as JSON."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from builders.command_line import run, signed
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, Clock, a_record

from gridcounter.cli import record_retention
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import back_up

Where = tuple["str | Path", ...]


@pytest.fixture
def where(tmp_path: Path) -> Where:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    return "--data", tmp_path / "record", "--passphrase-file", secret


def two_papers(record: Record) -> tuple[str, str]:
    """Of one application, the first of them voided; its number and code."""
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": "样例面馆", "case.locality": "jining"})
    first = intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"), Kind.NOTICE_ISSUED).ref
    record.journal.append(Act(Kind.PAPER_VOIDED, {"ref": first, "why": "写错"}, CLERK, application))
    intake.issue(application, Issue("one_time_notice", PDF + b" 2", "d", "1", "1", first), Kind.NOTICE_ISSUED)
    row = record.applications.get(application)
    return row.number, row.short_code


def test_a_file_that_comes_back(tmp_path: Path, where: Where, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record", Clock()) as record:
        number, _code = two_papers(record)
    back = tmp_path / "back.pdf"

    back.write_bytes(PDF + b" 2\n/ByteRange [0 1 2 3]\n%%EOF")
    stranger = run(capsys, "record", "paper", "--file", back, *where)
    back.write_bytes(PDF + b" gridcounter")
    anew = run(capsys, "record", "paper", "--file", back, *where)
    back.write_bytes(PDF)
    plain = run(capsys, "record", "paper", "--file", back, *where)
    result = run(capsys, "record", "paper", "--file", back, *where, "--json").said

    assert plain.out.splitlines() == [
        f"一次性告知书 第 1 版　{number}　2026-09-21 出具　已作废",
        "文件与存档的文书逐字节相同，里面没有电子签章",
    ]
    assert (result["number"], result["paper"], result["version"]) == (number, "one_time_notice", 1)
    assert (result["own_bytes"], result["added_bytes"], result["seals"]) == (len(PDF), 0, 0)
    assert (stranger.code, anew.code) == (1, 1)
    assert "重写过" in anew.err
    assert "不是这里出具的" in stranger.err
    assert "伪造" not in stranger.err + anew.err


def test_a_code_and_a_file_are_not_asked_for_at_once(
    tmp_path: Path, where: Where, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in (("K7M3QX", "--file", tmp_path / "x.pdf"), ("K7M3QX",), ("--out", tmp_path)):
        refused = run(capsys, "record", "paper", *wrong, *where)
        assert refused.code == 2
        assert "--file" in refused.err
    missing = run(capsys, "record", "paper", "--file", tmp_path / "x.pdf", *where)
    assert missing.code == 1
    assert "x.pdf 打不开" in missing.err


def test_papers_that_were_handed_out(tmp_path: Path, where: Where, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record", Clock()) as record:
        number, code = two_papers(record)
        nothing = record.applications.get(Intake(record, CLERK).open(DAY)).short_code
    out, who = tmp_path / "out", signed(tmp_path)

    plain = run(capsys, "record", "paper", code, "--out", out, *where, *who)
    result = run(capsys, "record", "paper", code, "--out", out, *where, *who, "--json").said
    refused = run(capsys, "record", "paper", nothing, "--out", tmp_path / "none", *where, *who)

    paths = [out / f"{number}_one_time_notice_{version}.pdf" for version in (1, 2)]
    assert plain.out.splitlines() == [f"{paths[0]}　2026-09-21 出具　已作废", f"{paths[1]}　2026-09-21 出具"]
    assert [(one["path"], one["paper"], one["version"], bool(one["voided_at"])) for one in result] == [
        (str(paths[0]), "one_time_notice", 1, True),
        (str(paths[1]), "one_time_notice", 2, False),
    ]
    assert [path.read_bytes() for path in paths] == [PDF, PDF + b" 2"]
    assert (refused.code, refused.complaints) == (
        1,
        [f"查询码 {nothing} 的申请还没有出过文书，没有可以取出的"],
    )
    assert not (tmp_path / "none").exists()


def test_a_bundle(tmp_path: Path, where: Where, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record", Clock()) as record:
        number, code = two_papers(record)
    out = tmp_path / "out.zip"

    made = run(capsys, "record", "bundle", "make", code, "--out", out, *where, *signed(tmp_path)).out.splitlines()
    checked = run(capsys, "record", "bundle", "verify", out)
    result = run(capsys, "record", "bundle", "verify", out, "--json").said

    fingerprint = result["fingerprint"]
    assert made[0].startswith(f"{out}　10 个文件　校验值 ")
    assert made[1:] == [
        f"签名指纹 {fingerprint}",
        "文书和附件里有申请人信息，没有加密：请只交给有权查看的单位，用完删除。",
    ]
    first, *rest = checked.out.splitlines()
    assert first == f"举证材料包：编号 {number}，写明 {result['made_at'][:16].replace('T', ' ')} 生成；"
    assert rest == [
        "10 个文件、2 份文书、4 条登记彼此相符，",
        "经过、文书的出具和交付情况、告知的条款与包里的登记相符。",
        f"签名指纹 {fingerprint}，签出以后没有改动。",
        "是不是本单位的钥匙，请与另外拿到的纸质告知书页脚上印的指纹核对，包里的文书不算。",
        "其中 1 条登记的内容涉及个人信息，没有放进来，只核对了校验值。",
    ]
    counted = {"sound": True, "number": number, "files": 10, "papers": 2, "entries": 4, "withheld": 1, "blank": 0}
    proved = {"worded": [], "signed": True, "fingerprint_agreed": False, "handed_out_at": ""}
    by_lot = {"made_at", "fingerprint", "device"}
    assert {key: result[key] for key in result if key not in by_lot} == counted | proved


def test_backups_of_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        two_papers(record)
        backups, made = Backups(record, clock), []
        for _ in range(3):
            made.append(backups.make())
            clock.at += timedelta(hours=1)
        backups.keep_up()
        later = clock.at + timedelta(hours=1)
        upgrade = back_up(record.folder, record.key, backups.place, later, before_migration=True)
    (made[0].folder / "record.db").unlink()
    (made[1].folder / "backup.json").write_bytes(b"{")
    proven = f"{clock.at.astimezone():%Y-%m-%d %H:%M}"
    days = [f"{one.manifest.made_at:%Y-%m-%d %H:%M}" for one in made]

    plain = run(capsys, "record", "backups", "--data", tmp_path / "record").out.splitlines()
    result = run(capsys, "record", "backups", "--data", tmp_path / "record", "--json").said

    assert plain == [
        f"{upgrade.name}　{upgrade.manifest.made_at:%Y-%m-%d %H:%M}　6 条　升级前　文件完好",
        f"{made[2].name}　{days[2]}　6 条　文件完好　{proven} 验证可恢复",
        f"{made[0].name}　{days[0]}　6 条　不能用：record.db 缺失或读不出来",
        f"{made[1].name}　不能用：备份的登记缺失或读不出来",
    ]
    assert [(one["name"], one["whole"], one["entries"], one["papers"]) for one in result] == [
        (upgrade.name, True, 6, 2),
        (made[2].name, True, 6, 2),
        (made[0].name, False, 6, 2),
        (made[1].name, False, 0, 0),
    ]
    assert [bool(one["proven_at"]) for one in result] == [False, True, False, False]
    assert [one["before_migration"] for one in result] == [True, False, False, False]


def test_what_is_past_its_date_and_what_is_held_back(
    tmp_path: Path, where: Where, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_retention, "today", lambda: date(2027, 11, 16))
    with a_record(tmp_path / "record", Clock()) as record:
        set_rule(record, CLERK, 12, "测试期限表", DAY)
        numbers = []
        for name in ("样甲甲", "样乙乙"):
            application = Intake(record, CLERK).open(DAY, {"applicant.name": name})
            Closing(record, CLERK).close(application, "connected", DAY, DAY)
            numbers.append(record.applications.get(application).number)
        Purging(record, CLERK).hold(application, "投诉还没有办完")

    on = run(capsys, "record", "retention", "--until", "2027-09-21", *where)
    before = run(capsys, "record", "retention", "--until", "2027-09-20", *where)
    result = run(capsys, "record", "retention", "--until", "2027-09-21", *where, "--json").said

    assert on.out.splitlines() == [
        "留存期限：办结后 1 年（测试期限表）；列到 2027-09-21 为止",
        f"{numbers[0]}　样**　2026-09-21 办结　2027-09-21 到期",
        f"{numbers[1]}　样**　2026-09-21 办结　2027-09-21 到期　暂缓：投诉还没有办完",
        "可以清除 1 件，暂缓 1 件",
    ]
    assert before.out.splitlines()[1:] == ["可以清除 0 件，暂缓 0 件"]
    row = {"name": "样**", "closed_on": "2026-09-21", "due_on": "2027-09-21"}
    assert result == {
        "rule": {"months": 12, "basis": "测试期限表", "holds_from": "2026-09-28"},
        "until": "2027-09-21",
        "due": [{"number": numbers[0], **row}],
        "held": [{"number": numbers[1], **row, "why": "投诉还没有办完"}],
    }
