"""gridcounter record paper --file: what it says of a file that came back, word for word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from builders.paper_builders import an_application, as_pdf, built
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record
from builders.seals import sealed

from gridcounter.cli.main import main
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake, Issue

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOTICE = as_pdf(built(an_application("jining"))["one_time_notice"].model)
NOT_CHECKED = "追加的内容这里不验：签章有没有效，请在盖章软件或看 PDF 的软件里核对"


def a_record_with_a_notice(folder: Path, *, voided: bool = False) -> tuple[list[str], str]:
    """The options that open it, and the number of the application."""
    with a_record(folder / "record", Clock()) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "样例面馆", "case.locality": "jining"})
        entry = intake.issue(application, Issue("one_time_notice", NOTICE, "c", "1", "1"), Kind.NOTICE_ISSUED)
        if voided:
            record.journal.append(Act(Kind.PAPER_VOIDED, {"ref": entry.ref, "why": "户名写错"}, CLERK, application))
        number = record.applications.get(application).number
    secret = folder / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    return ["--data", str(folder / "record"), "--passphrase-file", str(secret)], number


def as_refusal(
    capsys: pytest.CaptureFixture[str], folder: Path, content: bytes, options: list[str], *more: str
) -> tuple[int, str, str]:
    path = folder / "back.pdf"
    path.write_bytes(content)
    capsys.readouterr()
    code = main(["record", "paper", "--file", str(path), *options, *more])
    result = capsys.readouterr()
    return code, result.out, result.err


def test_a_copy_without_seal_and_a_sealed_one_are_distinguished(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options, number = a_record_with_a_notice(tmp_path)

    code, plain, _ = as_refusal(capsys, tmp_path, NOTICE, options)
    assert code == 0
    assert plain.splitlines() == [
        f"一次性告知书 第 1 版　{number}　2026-09-21 出具",
        "文件与存档的文书逐字节相同，里面没有电子签章",
    ]

    code, under, _ = as_refusal(capsys, tmp_path, sealed(NOTICE, "seal-office"), options)
    assert code == 0
    first, what, warning = under.splitlines()
    assert first == plain.splitlines()[0]
    assert "后面有 1 处电子签章" in what
    assert warning == NOT_CHECKED


def test_a_voided_one_is_called_voided(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options, number = a_record_with_a_notice(tmp_path, voided=True)
    _, out, _ = as_refusal(capsys, tmp_path, NOTICE, options)
    assert out.splitlines()[0] == f"一次性告知书 第 1 版　{number}　2026-09-21 出具　已作废"


def test_a_program_reads_how_many_bytes_were_added(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options, number = a_record_with_a_notice(tmp_path)
    copy = sealed(NOTICE, "seal-office")
    _, out, _ = as_refusal(capsys, tmp_path, copy, options, "--json")
    values = json.loads(out)
    assert (values["number"], values["paper"], values["seals"]) == (number, "one_time_notice", 1)
    assert (values["own_bytes"], values["added_bytes"]) == (len(NOTICE), len(copy) - len(NOTICE))


def test_a_file_that_is_none_of_ours_is_refused_and_so_is_a_code_beside_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options, _ = a_record_with_a_notice(tmp_path)
    code, out, err = as_refusal(capsys, tmp_path, b"%PDF-1.7 of somebody else", options)
    assert code != 0
    assert not out
    assert len(err.splitlines()) == 1

    code, _, err = as_refusal(capsys, tmp_path, NOTICE, [*options, "ABCD2345"])
    assert (code, err) == (2, "--file：认文件时不写查询码和 --out\n")


def test_a_name_of_two_lines_makes_no_line_of_the_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """“文件与存档的文书逐字节相同” stood on a line of its own, as if the program had said it."""
    code = main(["record", "paper", "--file", str(tmp_path / "x\n文件与存档的文书逐字节相同\n.pdf")])
    result = capsys.readouterr()
    assert code == 1
    assert result.err.splitlines() == ["x 文件与存档的文书逐字节相同 .pdf 打不开，请核对文件还在不在、能不能读"]
