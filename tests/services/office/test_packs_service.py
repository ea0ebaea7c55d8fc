"""The installed packs: which edition applies on which day, and why a folder of packs is refused."""

from __future__ import annotations

import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.paper_builders import PLACES, paperwork

from gridcounter import paths
from gridcounter.errors import WrongInput
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import PackLeftOut, load_packs, read_pack

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = paths.policies()


def an_edition(folder: Path, name: str, begins: str, *, place: str = "zaozhuang") -> Path:
    """A copy of a shipped pack that comes into force on another day."""
    target = folder / name
    target.mkdir()
    text = (SHIPPED / place / "pack.toml").read_text("utf-8")
    text = re.sub(r'(?m)^in_force_from = ".*"$', f'in_force_from = "{begins}"', text)
    (target / "pack.toml").write_text(text, "utf-8")
    shutil.copy(SHIPPED / place / "cases.toml", target)
    return target


def left_out(*folders: Path) -> dict[str, tuple[str, ...]]:
    """The problems of each place that is not answered for."""
    return {place: tuple(map(str, one.problems)) for place, one in load_packs(*folders).left_out.items()}


def refused(*folders: Path) -> tuple[str, ...]:
    with pytest.raises(WrongInput) as wrong:
        load_packs(*folders)
    return wrong.value.lines


def test_the_five_places_are_installed_and_general_practice_is_no_place() -> None:
    packs = load_packs(SHIPPED)

    assert packs.localities == PLACES == tuple(sorted(PLACES))
    assert packs.baseline.id == "baseline"
    assert "baseline" not in packs.editions


def test_the_newest_edition_that_has_begun_answers(tmp_path: Path) -> None:
    an_edition(tmp_path, "z_newer", "2026-03-01")
    an_edition(tmp_path, "a_newest", "2026-10-01")
    packs = load_packs(SHIPPED, tmp_path)

    def begun(on: date) -> str:
        return packs.edition("zaozhuang", on).header.in_force_from.isoformat()

    assert begun(date(2026, 2, 28)) == "2023-11-22"
    assert begun(date(2026, 3, 1)) == "2026-03-01"
    assert begun(date(2026, 9, 30)) == "2026-03-01"
    assert begun(date(2026, 10, 1)) == "2026-10-01"
    assert begun(date(2099, 1, 1)) == "2026-10-01"


def test_before_the_first_edition_the_first_one_is_taken() -> None:
    packs = load_packs(SHIPPED)

    assert packs.edition("zaozhuang", date(2001, 1, 1)) is packs.editions["zaozhuang"][0]


def test_a_place_with_two_editions_of_one_day_is_left_out(tmp_path: Path) -> None:
    an_edition(tmp_path, "twin", "2023-11-22")

    ((place, (line,)),) = left_out(SHIPPED, tmp_path).items()

    assert place == "zaozhuang"
    assert "同一天有两个版本" in line
    with pytest.raises(PackLeftOut, match="枣庄"):
        load_packs(SHIPPED, tmp_path).edition("zaozhuang", date(2026, 9, 28))


def test_a_second_general_practice_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "baseline", tmp_path / "another")

    [line] = refused(SHIPPED, tmp_path)
    assert "之外又有一个" in line
    assert line.endswith("只有一个通用做法政策包"), line


def test_without_general_practice_nothing_can_be_answered(tmp_path: Path) -> None:
    an_edition(tmp_path, "only", "2026-01-01")

    [line] = [line for line in refused(tmp_path) if "baseline" in line]
    assert line.endswith("；应为通用做法政策包 baseline/pack.toml"), line


def test_the_problems_of_all_packs_are_reported_at_once(tmp_path: Path) -> None:
    for name, content in (("one", b"id = ["), ("two", "place = '样例'".encode("gb18030")), ("three", b"id = 3")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").write_bytes(content)

    found = left_out(SHIPPED, tmp_path)

    assert set(found) == {"one", "two", "three"}
    assert all(lines[0].startswith(f"{name}/pack.toml") for name, lines in found.items())
    assert load_packs(SHIPPED, tmp_path).localities == PLACES


def test_a_spoiled_edition_leaves_out_its_whole_place_and_keeps_what_was_told_readable(tmp_path: Path) -> None:
    """The older edition would answer as if the newer one had never been issued."""
    newer = an_edition(tmp_path, "newer", "2026-03-01") / "pack.toml"
    newer.write_text(newer.read_text("utf-8") + "\nhours = 3\n", "utf-8")
    packs = load_packs(SHIPPED, tmp_path)

    assert set(packs.left_out) == {"zaozhuang"}
    assert "zaozhuang" not in packs.localities
    shipped = load_packs(SHIPPED).editions["zaozhuang"][0]
    assert packs.edition_of("zaozhuang", shipped.version) is not None


def test_a_document_is_known_by_its_id_wherever_it_is_named() -> None:
    documents = load_packs(SHIPPED).documents

    assert {"identity", "premises", "completion_report"} <= set(documents)
    assert list(documents) == sorted(documents)


def test_the_version_is_the_hash_of_the_text_whatever_its_line_ends(tmp_path: Path) -> None:
    windows = tmp_path / "pack.toml"
    windows.write_bytes((SHIPPED / "linyi" / "pack.toml").read_bytes().replace(b"\n", b"\r\n"))

    first, _ = read_pack(SHIPPED / "linyi" / "pack.toml")
    second, _ = read_pack(windows)

    assert first is not None
    assert second is not None
    assert first.version == second.version
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", first.version)


@pytest.mark.parametrize("name", ["missing", "x" * 300])
def test_a_file_that_is_not_there_is_a_problem_like_any_other(tmp_path: Path, name: str) -> None:
    known = paperwork().assessor

    problems = check_pack_folder(tmp_path / name, known.packs.baseline, known.calendar)

    assert problems
    assert all("应为" in str(problem) for problem in problems)


def test_a_folder_named_like_the_pack_file_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").mkdir()

    pack, problems = read_pack(tmp_path / "pack.toml")

    assert pack is None
    assert [problem.problem.found for problem in problems] == ["打不开"]


@pytest.mark.parametrize("place", [*PLACES, "baseline"])
def test_every_shipped_pack_is_fit_for_use(place: str) -> None:
    known = paperwork().assessor

    for path in (SHIPPED / place, SHIPPED / place / "pack.toml"):
        assert check_pack_folder(path, known.packs.baseline, known.calendar) == ()


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, "没有找到"), ("样例".encode("gb18030"), "文件不是 UTF-8 编码"), (b"case = [", "不是 TOML")],
)
def test_a_pack_without_readable_cases_is_not_fit(tmp_path: Path, content: bytes | None, found: str) -> None:
    folder = an_edition(tmp_path, "copy", "2026-01-01")
    (folder / "cases.toml").unlink()
    if content is not None:
        (folder / "cases.toml").write_bytes(content)
    known = paperwork().assessor

    problems = check_pack_folder(folder, known.packs.baseline, known.calendar)

    assert [problem.file for problem in problems] == ["copy/cases.toml"]
    assert problems[0].problem.found.startswith(found)


def test_a_pack_whose_own_cases_fail_is_not_fit(tmp_path: Path) -> None:
    folder = an_edition(tmp_path, "copy", "2026-01-01")
    text = (folder / "pack.toml").read_text("utf-8")
    (folder / "pack.toml").write_text(text.replace("wd = 3\n", "wd = 4\n"), "utf-8")
    known = paperwork().assessor

    problems = check_pack_folder(folder, known.packs.baseline, known.calendar)

    assert problems
    assert {problem.file for problem in problems} == {"copy/cases.toml"}
