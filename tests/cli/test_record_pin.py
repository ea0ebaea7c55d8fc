"""gridcounter record reset-pin: with the recovery code, for an administrator."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, PIN, a_setup, opened

from gridcounter.cli.main import main
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import create_record

NEW = "864209"


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    record, code = create_record(tmp_path / "office", PASSPHRASE, a_setup(), cost=CHEAP)
    Clerks(record, cost=CHEAP).add(CLERK, "周值班", Role.LEADER, "138057")
    record.close()
    (tmp_path / "code").write_text(code, "utf-8")
    (tmp_path / "pin").write_text(NEW, "utf-8")
    return [
        "--data",
        str(tmp_path / "office"),
        "--code-file",
        str(tmp_path / "code"),
        "--pin-file",
        str(tmp_path / "pin"),
    ]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["record", "reset-pin", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_new_pin_counts(given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "--clerk", "王小明", *given)
    assert (code, err) == (0, "")
    assert "王小明的操作码已重设" in out
    with opened(tmp_path / "office") as record:
        assert Clerks(record).identify(CLERK, NEW)


@pytest.mark.parametrize(
    ("name", "secret", "code", "said"),
    [
        ("王小明", PASSPHRASE, 1, "恢复码不对"),
        ("周值班", "", 1, "恢复单只用来重设管理员的操作码"),
        ("谁也不是", "", 2, "在岗的管理员：王小明"),
    ],
)
def test_what_is_wrong_is_refused_and_the_old_pin_stays(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, secret: str, code: int, said: str
) -> None:
    if secret:
        (tmp_path / "code").write_text(secret, "utf-8")
    done, out, err = run(capsys, "--clerk", name, *given)
    assert (done, out) == (code, "")
    assert said in err
    with opened(tmp_path / "office") as record:
        assert Clerks(record).identify(CLERK, PIN)
