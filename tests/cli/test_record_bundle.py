"""gridcounter record bundle make, verify."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.command_line import run, signed
from builders.evidence_builders import a_bundle, a_file, renumbered, resealed, unpacked
from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record, opened
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.membership import begin_sharing
from gridcounter.services.files.zip_entries import write_zip


def test_a_bundle_is_made_on_record_and_verified_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_record(tmp_path / "record") as record:
        row = record.applications.get(Intake(record, CLERK).open(DAY, {"case.locality": "jining"}))
    secret, out = tmp_path / "secret.txt", tmp_path / "out.zip"
    secret.write_text(PASSPHRASE, "utf-8")
    where = ("--data", str(tmp_path / "record"), "--passphrase-file", str(secret))
    make = ("record", "bundle", "make", row.short_code, "--out", str(out), *where, *signed(tmp_path))

    made = run(capsys, *make, "--json").said
    result = run(capsys, "record", "bundle", "verify", out, "--json").said

    assert made["files"] == result["files"]
    assert (result["sound"], result["number"], result["entries"]) == (True, row.number, 1)
    fingerprint = made["fingerprint"]
    assert (result["signed"], result["fingerprint"], result["fingerprint_agreed"]) == (True, fingerprint, False)
    alone = run(capsys, "record", "bundle", "verify", out).out
    assert f"签名指纹 {fingerprint}，签出以后没有改动。" in alone
    assert "请与另外拿到的纸质告知书页脚上印的指纹核对，包里的文书不算" in alone
    compared = run(capsys, "record", "bundle", "verify", out, "--fingerprint", fingerprint).out
    assert f"由签名指纹 {fingerprint}（与给出的相同）的钥匙签出，内容相符" in compared
    assert run(capsys, "record", "bundle", "verify", out, "--fingerprint", "0000-0000-0000-0000").code == 1
    by_record = run(capsys, "record", "bundle", "verify", out, *where)
    assert (by_record.code, "由这份台账（签名指纹" in by_record.out, "整包校验值相同" in by_record.out) == (
        0,
        True,
        True,
    )
    again = a_file(tmp_path, write_zip(unpacked(out.read_bytes()) | {"README.txt": b"x"}))
    assert run(capsys, "record", "bundle", "verify", again).code == 1
    bare = a_file(tmp_path, resealed(out.read_bytes(), lambda _: None))
    said = run(capsys, "record", "bundle", "verify", bare)
    assert said.code == 0
    assert said.out.startswith("没有签名，只说明文件彼此相符；是否由本单位出具，请向本单位核对")
    assert "时钟的备注、现行条款和说明（README.txt）登记里没有，谁都改得了" in said.out
    assert run(capsys, "record", "bundle", "verify", bare, *where).code == 1
    with opened(tmp_path / "record") as record:
        assert [entry.kind for entry in record.journal.of(row.id)][-1] == Kind.EVIDENCE_BUNDLED


WRITING = [(("record", "bundle", "make"), ".zip"), (("filing", "export"), ".zip"), (("exchange", "invite"), ".gcx")]


@pytest.mark.parametrize(("command", "suffix"), WRITING)
@pytest.mark.parametrize("name", ["record.db", "record.keys", "papers.db", "record.lock", "record.db-wal"])
def test_a_file_of_the_record_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], suffix: str, name: str
) -> None:
    """The fault: the bundle, or the invitation, lay in the place of the record, and it was said that all was well."""
    with a_record(tmp_path / "record") as record:
        begin_sharing(record, CLERK, "1 号台")
        row = record.applications.get(Intake(record, CLERK).open(DAY, {"case.locality": "jining"}))
    before = {path.name: path.read_bytes() for path in (tmp_path / "record").glob("*.*")}
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    where = ("--data", str(tmp_path / "record"), "--passphrase-file", str(secret), *signed(tmp_path))

    of_one = () if command[0] == "exchange" else (row.short_code,)
    refused = run(capsys, *command, *of_one, "--out", tmp_path / "record" / name, *where)

    assert (refused.code, refused.complaints) == (2, [f"--out：填写的是 “{name}”；应为以 {suffix} 结尾的文件名"])
    assert {path.name: path.read_bytes() for path in (tmp_path / "record").glob("*.*")} == before


@pytest.mark.parametrize("between", ["\n", "\r\n", "\u2028", "\x0b", " " * 300, "\u3000" * 300, "\n" * 60])
def test_what_another_maker_wrote_makes_no_line_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], between: str
) -> None:
    """A number with a line break said, in a line of its own, that this very file was handed out by the record."""
    proved = "由这份台账（签名指纹 1111-2222-3333-4444）签出，内容相符"
    content = renumbered(a_bundle(tmp_path).content, f"JN1{between}{proved}", Ed25519PrivateKey.generate())
    said = run(capsys, "record", "bundle", "verify", a_file(tmp_path, content))
    assert said.code == 0
    assert f"编号 JN1 {proved}，写明" in said.out
    assert max(map(len, said.out.splitlines())) < 120
    assert "签出以后没有改动" in said.out


def test_a_broken_file_is_wrong_input_and_a_changed_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "any.zip"
    file.write_bytes(b"nothing")

    assert run(capsys, "record", "bundle", "verify", file).code == 2
    assert run(capsys, "record", "bundle", "verify", tmp_path / "missing.zip").code == 2
