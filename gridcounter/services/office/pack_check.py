"""Checks a pack before adoption: its file, its rules, its example cases, and the paper itself if it lies beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.policy.cases import ExampleCase, check_cases, parse_cases
from gridcounter.core.policy.checks.malformed_texts import malformed_texts
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.models import Problem, read_toml
from gridcounter.core.validation.text import in_one_line, take_text
from gridcounter.errors import WrongInput
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.office.originals import original_problems
from gridcounter.services.office.packs import CASES_FILE, MOST_BYTES, PACK_FILE, read_pack


def check_pack_folder(path: Path, baseline: PolicyPack, calendar: WorkCalendar) -> tuple[PackProblem, ...]:
    """`path` is a pack's folder or its pack file; the example cases lie beside the file. Empty: the pack can be used.

    Cases run only against a pack with sound rules, else one mistake would be reported many times.
    """
    file = path / PACK_FILE if os.path.isdir(path) else path  # noqa: PTH112  never raises, even for an invalid path
    pack, problems = read_rules(file, baseline)
    if pack is None:
        return (*problems, *read_cases(file.with_name(CASES_FILE))[1])
    if pack.id == BASELINE:  # general practice is checked together with the packs of the places
        return problems
    found = [*problems]
    cases, wrong = read_cases(file.with_name(CASES_FILE))
    if not found:
        found.extend(check_cases(pack, baseline, calendar, cases, source=_name(file.with_name(CASES_FILE))))
    return (*found, *wrong, *original_problems(file.parent, pack))


def read_rules(file: Path, baseline: PolicyPack) -> tuple[PolicyPack | None, tuple[PackProblem, ...]]:
    """The pack file alone, and all problems of its rules; None if it cannot be read."""
    pack, problems = read_pack(file)
    if pack is None:
        return None, problems
    return pack, (*problems, *_unprintable(file), *check_pack(pack, baseline))


def read_checked(path: Path, baseline: PolicyPack, calendar: WorkCalendar) -> PolicyPack:
    """Returns a pack that passed the check. Raises WrongInput with all problems."""
    problems = check_pack_folder(path, baseline, calendar)
    if problems:
        raise WrongInput(problems)
    pack, problems = read_pack(path / PACK_FILE if path.is_dir() else path)
    if pack is None:  # removed between the two reads
        raise WrongInput(problems)
    return pack


def read_cases(path: Path) -> tuple[tuple[ExampleCase, ...], tuple[PackProblem, ...]]:
    """The example cases of a file, or none and its problems."""
    name = _name(path)
    try:
        content = read_regular(path, MOST_BYTES)
    except WrongInput as wrong:  # no file of the disk, or larger than any
        return (), (PackProblem(name, "文件", Problem(name, wrong.lines[0], "政策包自带的案例文件")),)
    except OSError:
        problem = Problem(name, "没有找到", "政策包自带的案例文件，写明案件和应有的答复")
        return (), (PackProblem(name, "文件", problem),)
    raw, problems = read_toml(content, name)
    if problems:
        return (), tuple(PackProblem(name, "文件", problem) for problem in problems)
    malformed = tuple(malformed_texts(raw, name))
    return ((), malformed) if malformed else parse_cases(raw, source=name)


def _unprintable(file: Path) -> Iterator[PackProblem]:
    from gridcounter.services.office.unprintable_texts import unprintable_texts

    try:
        content = read_regular(file, MOST_BYTES)
    except (OSError, WrongInput):  # it was read a moment ago; whoever reads it next will tell
        return
    yield from unprintable_texts(read_toml(content)[0], _name(file))


def _name(path: Path) -> str:
    return in_one_line(take_text(f"{path.parent.name}/{path.name}"))
