"""One broken file for each kind of mistake; its first lines state the expected problems, and no others may occur."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gridcounter import paths
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.services.office.packs import load_packs, read_pack

if TYPE_CHECKING:
    from gridcounter.core.policy.parse import PackProblem

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(path.name for path in BROKEN.glob("*.toml"))
BASELINE = load_packs(paths.policies()).baseline
MARK = "# > "


def problems_of(path: Path) -> tuple[PackProblem, ...]:
    pack, problems = read_pack(path)
    return problems if pack is None else check_pack(pack, BASELINE)


def expected(path: Path) -> list[list[str]]:
    """Rule, key, what was found (… for labels), beginning of what is allowed."""
    lines = path.read_text("utf-8").splitlines()
    return [line.removeprefix(MARK).split(" | ") for line in lines if line.startswith(MARK)]


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_of_a_broken_pack_is_reported_and_no_other(name: str) -> None:
    wanted = expected(BROKEN / name)

    problems = problems_of(BROKEN / name)

    assert wanted
    assert [[problem.rule, problem.problem.path] for problem in problems] == [line[:2] for line in wanted]
    for problem, (_, _, found, allowed) in zip(problems, wanted, strict=True):
        assert problem.file == f"broken/{name}"
        start, _, rest = found.partition("…")
        assert problem.problem.found.startswith(start)
        assert rest in problem.problem.found
        assert problem.problem.allowed.startswith(allowed)


def test_one_file_for_each_way_of_being_wrong() -> None:
    assert len(NAMES) > 80


def test_a_problem_is_one_line_that_names_file_rule_and_key() -> None:
    [problem] = problems_of(BROKEN / "unknown_class.toml")

    assert str(problem) == "broken/unknown_class.toml［limit.grid_side］class：填写的是 “ehv”；应为以下之一：hv、lv"


def test_a_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes('place = "某地"'.encode("gb18030"))

    [problem] = problems_of(path)

    assert problem.problem.found == "文件不是 UTF-8 编码（可能是旧版记事本保存的）"


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path / "pack.toml")

    assert problem.problem.allowed == "可读的文件"
