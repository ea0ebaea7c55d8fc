"""gridcounter record export and import, over a real record and real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.command_line import run, signed
from builders.exchange_builders import ONE_OF, a_line, filled
from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record, opened
from openpyxl import load_workbook

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.ledger.ledger import CHIPS


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    """How to name a record with two applications on the command line."""
    with a_record(tmp_path / "record") as record:
        for name in ("样例面馆", "样例五金"):
            Intake(record, CLERK).open(DAY, {"applicant.name": name})
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    return ["--data", str(tmp_path / "record"), "--passphrase-file", str(secret)]


def test_export_writes_the_list_and_says_where(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "list.xlsx"
    ran = run(capsys, "record", "export", "--out", out, *given, *signed(tmp_path))
    assert (ran.code, ran.out, ran.err) == (0, f"{out}　2 件\n", "")
    assert load_workbook(out)["申请"].max_row == 3
    with opened(tmp_path / "record") as record:
        assert list(record.journal.all())[-1].kind == Kind.LIST_EXPORTED


def test_export_takes_a_filter_and_words(given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "list.xlsx"
    for more, rows, chip in (
        (["--find", "面馆"], 1, "all"),
        (["--filter", "在办"], 2, "under_way"),
        (["--filter", "closed"], 0, "closed"),
        (["--filter", "我的", "--clerk", "王小明"], 2, "mine"),
        (["--business", "过户"], 0, "all"),
    ):
        ran = run(capsys, "record", "export", "--out", out, *more, *given, *signed(tmp_path), "--json")
        assert ran.code == 0
        business = "transfer" if "--business" in more else None
        assert ran.said == {"path": str(out), "rows": rows, "filter": chip, "business": business}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--out", "x.csv"], "--out：填写的是 “x.csv”；应为以 .xlsx 结尾的文件名"),
        (["--out", "x.xlsx", "--filter", "别的"], f"应为以下之一：{'、'.join(CHIPS.values())}"),
        (["--out", "x.xlsx", "--business", "移表"], "应为以下之一：新装；增容；临时用电；过户、更名；"),
        (["--out", "x.xlsx", "--clerk", "没有这人"], "应为名单上在岗的受理员：王小明"),
    ],
)
def test_export_refuses_what_it_does_not_know(
    given: list[str], capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    ran = run(capsys, "record", "export", *more, *given)
    assert ran.code == 2
    assert said in ran.err


def test_a_template_is_written_without_a_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "record", "import", "--template", tmp_path / "T.XLSX")
    assert ran.code == 0
    assert str(tmp_path / "T.XLSX") in ran.out
    assert load_workbook(tmp_path / "T.XLSX").sheetnames == ["申请", "填写说明"]
    assert run(capsys, "record", "import", "--template", tmp_path / "t.xlsx", "--json").said == {
        "template": str(tmp_path / "t.xlsx")
    }
    assert run(capsys, "record", "import", "--template", tmp_path / "t.xls").code == 2


def test_a_clean_file_is_imported_and_the_second_time_changes_nothing(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(applicant__name="乙"))
    dry = run(capsys, "record", "import", path, "--dry-run", *given)
    assert (dry.code, dry.err) == (0, "")
    assert "试读工作表“申请”：2 件可以导入；没有写进台账" in dry.out

    ran = run(capsys, "record", "import", path, *given)
    assert (ran.code, ran.err) == (0, "")
    assert "已导入 2 件，编号 " in ran.out
    again = run(capsys, "record", "import", path, *given, "--json")
    assert again.code == 0
    assert again.said["imported"] == {"count": 0, "first": "", "last": ""}
    assert (again.said["ready"], again.said["already"]) == (0, 2)
    with opened(tmp_path / "record") as record:
        assert record.applications.count() == 4


def test_without_a_backup_nothing_is_imported_unless_it_is_asked_for(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "in.xlsx", a_line())
    (tmp_path / "record" / "backups").write_bytes(b"")
    refused = run(capsys, "record", "import", path, *given)
    assert refused.code == 1
    assert "备份没有做成" in refused.err
    assert "还没有导入任何一行" in refused.err
    assert "--no-backup" in refused.err
    with opened(tmp_path / "record") as record:
        assert record.applications.count() == 2
    assert run(capsys, "record", "import", path, *given, "--no-backup").code == 0
    with opened(tmp_path / "record") as record:
        assert record.applications.count() == 3


def test_one_wrong_row_keeps_all_out_unless_it_is_skipped(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(case__business="移表"), a_line(premises__address=None))
    wrong = [
        f"第 4 行 办理业务：填写的是 “移表”；应为{ONE_OF}",
        "第 5 行 用电地址：填写的是 （没有填写）；应为必填项",
    ]
    for more in ([], ["--dry-run"], ["--dry-run", "--skip-bad-rows"]):
        ran = run(capsys, "record", "import", path, *more, *given)
        assert (ran.code, ran.complaints) == (2, wrong)
        assert "1 件可以导入，2 行有问题；没有写进台账" in ran.out
    ran = run(capsys, "record", "import", path, *given, "--json")
    assert ran.code == 2
    assert ran.said["problems"][0] == {
        "row": 4,
        "column": "办理业务",
        "found": "“移表”",
        "allowed": ONE_OF,
    }
    assert ran.said["imported"] is None

    ran = run(capsys, "record", "import", path, "--skip-bad-rows", *given)
    assert (ran.code, ran.err) == (0, "")
    assert "已导入 1 件" in ran.out
    assert "2 行有问题，没有导入" in ran.out


def test_what_is_no_workbook_is_refused_in_one_line(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    ran = run(capsys, "record", "import", path, *given)
    assert ran.code == 2
    assert len(ran.complaints) == 1
    assert "已损坏" in ran.err
    assert run(capsys, "record", "import", *given).complaints == ["缺少要导入的文件；要模板的写 --template 文件"]
