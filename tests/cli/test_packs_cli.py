"""gridcounter packs: list, show, check, diff."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from builders.command_line import run
from builders.pack_builders import ONE_CASE, TEN_TIMES, an_edition, edited_packs
from builders.paper_builders import PLACES

from gridcounter import paths
from gridcounter.services.office.packs import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

ROW = {
    "id", "place", "number", "title", "kind", "issued_on", "in_force_from", "in_force_until", "cites", "rules",
    "version", "mark",
}  # fmt: skip


def test_every_installed_pack_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "packs", "list", "--json").said
    lines = run(capsys, "packs", "list").out.splitlines()

    assert [row["id"] for row in result] == sorted(PLACES)
    assert all(set(row) == ROW for row in result)
    assert [line.split("　")[0] for line in lines] == sorted(PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_a_pack_is_shown_rule_by_rule_with_its_clauses(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "packs", "show", place, "--json").said
    shown = run(capsys, "packs", "show", place).out

    assert set(result) == {*ROW, "sections", "businesses"}
    rules = [rule for rows in result["sections"].values() for rule in rows]
    assert rules
    assert all(rule["article"] for rule in rules)
    for rule in rules:
        assert f"  {rule['id']}　" in shown
    assert result["number"] in shown


def test_a_pack_that_is_not_installed_is_wrong_input_with_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "packs", "show", "atlantis")

    assert ran.code == 2
    assert all(place in ran.err for place in PLACES)


def test_a_check_tells_what_a_pack_changes_of_the_shipped_one_and_which_cases_it_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(capsys, "packs", "check", an_edition(tmp_path, TEN_TIMES, begins="2021-05-31", cases=ONE_CASE))

    sound, mark, *rest = ran.out.splitlines()
    assert sound.endswith("没有发现问题")
    assert re.fullmatch("政策包 [0-9a-f]{8} 与程序附带的不同：2 条", mark)
    assert rest == [
        "  环节 业务受理并答复供电方案：工作日 2 → 20",
        "  时限 供电企业办理环节合计：工作日 7 → 25",
        "自带案例比程序附带的少 34 个",
    ]


def test_a_pack_edited_where_it_lies_is_marked_in_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edited_packs(tmp_path, (('label = "验收送电"', 'label = "装表送电"'),), place="jining")
    monkeypatch.setattr(paths, "policies", lambda: folder)

    lines = run(capsys, "packs", "list").out.splitlines()
    shown = run(capsys, "packs", "show", "jining").out

    assert [line.split("　")[0] for line in lines if "不随程序附带" in line] == ["jining"]
    assert "不随程序附带" in shown.splitlines()[1]


def test_a_pack_that_was_edited_against_its_own_cases_is_listed_as_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = edited_packs(tmp_path, TEN_TIMES, place="jining")
    monkeypatch.setattr(paths, "policies", lambda: folder)

    listed, shown = run(capsys, "packs", "list"), run(capsys, "packs", "show", "jining")

    assert listed.out.splitlines()[-1].startswith("济宁市 的政策包没有启用：")
    assert (listed.code, shown.code) == (0, 1)
    assert shown.err.startswith("济宁市 的政策包没有启用：")


@pytest.mark.parametrize("place", PLACES)
def test_a_shipped_pack_passes_the_check(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "packs", "check", paths.policies() / place)

    assert ran.code == 0
    assert "没有发现问题" in ran.out
    assert run(capsys, "packs", "check", paths.policies() / place, "--json").said == []


def test_a_broken_pack_is_refused_with_all_its_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(paths.policies() / "linyi", tmp_path / "linyi")
    text = (folder / "pack.toml").read_text("utf-8")
    text = re.sub(r'(?m)^kind = ".*"$', 'kind = "law"', text, count=1)
    (folder / "pack.toml").write_text("colour = 1\n" + text, "utf-8")

    ran = run(capsys, "packs", "check", folder)
    result = run(capsys, "packs", "check", folder, "--json")

    assert ran.code == result.code == 2
    assert len(ran.complaints) == len(result.said) >= 2
    assert all(set(row) == {"file", "rule", "path", "found", "allowed"} for row in result.said)
    assert {row["path"] for row in result.said} >= {"colour", "kind"}


@pytest.mark.parametrize("name", ["nowhere", "x" * 300])
def test_a_folder_that_is_not_there_is_wrong_input(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (("check",), ("diff", "jining")):
        assert run(capsys, "packs", *command, tmp_path / name).code == 2


def test_two_packs_differ_rule_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "packs", "diff", "jining", "linyi", "--json").said
    shown = run(capsys, "packs", "diff", "jining", "linyi").out

    assert result
    for row in result:
        assert set(row) == {"section", "id", "first", "second"}
        assert row["first"] != row["second"]
    assert "jining：" in shown
    assert "没有" in shown


def test_a_pack_does_not_differ_from_itself_by_id_folder_or_file(capsys: pytest.CaptureFixture[str]) -> None:
    folder = paths.policies() / "jining"

    for other in ("jining", folder, folder / "pack.toml"):
        ran = run(capsys, "packs", "diff", "jining", other, "--json")
        assert (ran.code, ran.said) == (0, [])


def test_a_new_edition_is_compared_before_it_is_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(paths.policies() / "zaozhuang", tmp_path / "newer")
    text = (folder / "pack.toml").read_text("utf-8")
    (folder / "pack.toml").write_text(text.replace("wd = 3\n", "wd = 4\n"), "utf-8")

    result = run(capsys, "packs", "diff", "zaozhuang", folder, "--json").said

    assert result
    assert all("3" in row["first"] and "4" in row["second"] for row in result)


def test_a_pack_that_cannot_be_read_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pack.toml").write_text("id = [", "utf-8")

    ran = run(capsys, "packs", "diff", "jining", tmp_path)

    assert ran.code == 2
    assert "不是 TOML" in ran.err


@pytest.mark.parametrize(
    ("escape", "told"),
    [
        (r"\u200b", "看不见的字符（U+200B）"),
        (r"\u202e", "看不见的字符（U+202E）"),
        (r"\u001b", "看不见的字符（U+001B）"),
        (r"\u0000", "看不见的字符（U+0000）"),
        (r"\u3164", "看不见的字符（U+3164）"),
        (r"\t", "看不见的字符（U+0009）"),
        (r"\n", "换行（U+000A）"),
        (r"\u2028", "换行（U+2028）"),
    ],
)
@pytest.mark.parametrize("key", ["label", "title", "number"])
def test_a_text_that_no_paper_can_print_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], escape: str, told: str, key: str
) -> None:
    """It was adopted, and stopped every paper of the place; a line break forged lines of what is told of a pack."""
    text = (paths.policies() / "jining" / "pack.toml").read_text("utf-8")
    (value,) = re.findall(rf'(?m)^{key} = "(.*)"$', text)[:1]
    edit = ((f'{key} = "{value}"', f'{key} = "{value[0]}{escape}没有发现问题{value[1:]}"'),)

    ran = run(capsys, "packs", "check", an_edition(tmp_path, edit))

    assert ran.code == 2
    assert f"第 2 个字是{told}" in ran.err
    assert not [line for line in (ran.out + ran.err).splitlines() if not line.isprintable()]
    assert not [line for line in ran.err.splitlines() if line.startswith("没有发现问题")]


@pytest.mark.parametrize(
    ("character", "told"),
    [
        ("\ue000", "“�”（U+E000）"),
        ("\ufdd0", "“�”（U+FDD0）"),
        ("\u0e01", "“ก”（U+0E01）"),
    ],
)
def test_a_character_that_no_font_has_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], character: str, told: str
) -> None:
    """Such as the bullet of another program's font: it was adopted, and stopped every paper of the place."""
    text = (paths.policies() / "jining" / "pack.toml").read_text("utf-8")
    (value,) = re.findall(r'(?m)^label = "(.*)"$', text)[:1]

    ran = run(
        capsys, "packs", "check", an_edition(tmp_path, ((f'label = "{value}"', f'label = "{character}{value}"'),))
    )

    assert ran.code == 2
    assert f"label］文字：填写的是 印不出的字{told}；应为印得出的字" in ran.err


@pytest.mark.parametrize("key", ["article", "id"])
def test_a_text_as_long_as_a_book_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    """Such a clause was adopted, and stood on every paper of the place, many pages long."""
    text = (paths.policies() / "jining" / "pack.toml").read_text("utf-8")
    value = re.findall(rf'(?m)^{key} = "(.*)"$', text)[-1]
    edit = ((f'{key} = "{value}"', f'{key} = "{value[0] * 30_000}"'),)

    ran = run(capsys, "packs", "check", an_edition(tmp_path, edit))

    assert ran.code == 2
    assert "有 30,000 个字，最多 400 个" in ran.err
    assert len(ran.err) < 2_000


def test_such_a_text_in_an_example_case_or_a_key_is_refused_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = (paths.policies() / "jining" / "cases.toml").read_text("utf-8") + '\n"a\\u202eb" = 1\n'
    assert "cases.toml" in run(capsys, "packs", "check", an_edition(tmp_path, (), cases=cases)).err


@pytest.mark.parametrize("name", ["pack.toml", "cases.toml"])
def test_a_file_far_larger_than_a_pack_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = an_edition(tmp_path)
    with (folder / name).open("ab") as file:
        file.write(b"#" * MOST_BYTES)

    ran = run(capsys, "packs", "check", folder)

    assert (ran.code, "文件超过 2 MB" in ran.err) == (2, True)


def test_a_pack_that_is_not_the_programs_is_told_to_be_so_whatever_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of another place; in blanks or comments alone; in the order of its steps alone."""
    for_nobody = an_edition(
        tmp_path / "place", (('id = "jining"', 'id = "elsewhere"'),), cases=ONE_CASE.replace('"jining"', '"elsewhere"')
    )
    blanks = an_edition(tmp_path / "blanks", begins="2021-05-31")
    (blanks / "pack.toml").write_text((blanks / "pack.toml").read_text("utf-8") + "\n# 备注\n", "utf-8")
    turned = an_edition(tmp_path / "turned", begins="2021-05-31", cases=ONE_CASE)
    parts = re.split(r"(?m)^(?=\[\[)", (turned / "pack.toml").read_text("utf-8").rstrip() + "\n\n")
    steps = [place for place, part in enumerate(parts) if part.startswith("[[step]]")]
    back = dict(zip(steps, reversed(steps), strict=True))
    (turned / "pack.toml").write_text("".join(parts[back.get(i, i)] for i in range(len(parts))), "utf-8")

    said = [run(capsys, "packs", "check", folder).out for folder in (for_nobody, blanks, turned)]

    assert "不随程序附带" in said[0]
    assert "与程序附带的不同，但规则相同" in said[1]
    assert "与程序附带的不同，规则相同，但顺序有变" in said[2]
    assert "程序附带" not in run(capsys, "packs", "check", paths.policies() / "jining").out
