"""A pack from outside that would take hours, or all memory, is refused with its place; all others answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders.sixth_place import CASES, PACK, sixth_place

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.impact import PackDifference
from gridcounter.core.policy import diagram
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.diagram import TooIntricate
from gridcounter.services.office.pack_check import check_pack_folder
from gridcounter.services.office.packs import parse_file

ASSESSOR = open_assessor()


def a_right(when: str) -> str:
    return f'[[right]]\nid = "large"\nlabel = "样例权利"\nwhen = {when}\narticle = "7"\n'


def questions(*names: str) -> str:
    return "".join(
        f'[[question]]\nid = "{name}"\nkind = "flag"\nlabel = "问题{name}"\narticle = "7"\n' for name in names
    )


def with_terms(terms: str) -> str:
    return PACK.replace("[terms]\n", f"[terms]\n{terms}")


def pairs(many: int) -> str:
    """True if both of one pair are: with the first of all pairs before the second, a diagram of 2**many nodes."""
    names = [f"{letter}{number}" for letter in "ab" for number in range(many)]
    either = ", ".join(f'{{ "local.a{number}" = true, "local.b{number}" = true }}' for number in range(many))
    return PACK + questions(*names) + a_right(f"{{ any = [{either}] }}")


def laughs(many: int) -> str:
    """Each term names the one before twice: written out it has 2**many parts."""
    lines = (f't{one} = {{ any = [{{ is = "t{one - 1}" }}, {{ is = "t{one - 1}" }}] }}\n' for one in range(1, many))
    return with_terms("t0 = { works = true }\n" + "".join(lines)) + a_right(f'{{ is = "t{many - 1}" }}')


def chain(many: int) -> str:
    lines = (f't{one} = {{ not = {{ is = "t{one - 1}" }} }}\n' for one in range(1, many))
    return with_terms("t0 = { works = true }\n" + "".join(lines)) + a_right(f'{{ is = "t{many - 1}" }}')


def nested(many: int) -> str:
    return PACK + a_right("{ not = " * many + "{ works = true }" + " }" * many)


def rights(many: int) -> str:
    return PACK + "".join(f'[[right]]\nid = "r{one}"\nlabel = "权利{one}"\narticle = "7"\n' for one in range(many))


HOSTILE = {
    "pairs": (pairs(30), "条件互相牵连太多，没有算完"),
    "laughs": (laughs(40), "条件套得太深或太长"),
    "chain": (chain(150), "条件套得太深或太长"),
    "long chain": (chain(5_000), "有 5,001 个；应为不超过 200 个"),
    "nested": (nested(200), "条件套得太深或太长"),
    "questions": (PACK + questions(*(f"q{one}" for one in range(900))), "有 900 个；应为不超过 60 个"),
    "rules": (rights(1_200), "有 1,213 条；应为不超过 1,000 条"),
    "values": (PACK.replace('"样例市供电公司"', ", ".join(f'"公司{one}"' for one in range(30_000))), "项内容"),
}  # fmt: skip


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_pack_that_never_ends_is_a_problem_of_the_pack(attack: str, tmp_path: Path) -> None:
    pack, told = HOSTILE[attack]
    folder = sixth_place(tmp_path)
    (folder / "pack.toml").write_text(pack, "utf-8")

    problems = check_pack_folder(folder, ASSESSOR.packs.baseline, ASSESSOR.calendar)

    assert any(told in str(one) for one in problems), problems


@pytest.mark.parametrize("attack", ["pairs", "laughs", "chain", "nested", "questions"])
def test_in_the_program_s_folder_it_answers_for_no_place_and_all_others_answer(
    attack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(paths.policies(), folder)
    bad = folder / "yangli"
    bad.mkdir()
    (bad / "pack.toml").write_text(HOSTILE[attack][0], "utf-8")
    (bad / "cases.toml").write_text(CASES, "utf-8")
    monkeypatch.setattr(paths, "policies", lambda: folder)

    packs = open_assessor(leave_nothing=True).packs

    assert packs.localities == ASSESSOR.packs.localities
    assert list(packs.left_out) == ["yangli"]


def test_what_is_compared_with_another_pack_has_an_end_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    pack, _ = parse_file(PACK.encode(), "yangli/pack.toml")
    assert pack is not None
    monkeypatch.setattr(diagram, "_MOST_CELLS", 20)

    with pytest.raises(TooIntricate):
        PackDifference(pack, pack, ASSESSOR.packs.baseline, ASSESSOR.calendar)


def test_the_shipped_packs_make_a_twentieth_of_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "_MOST_CELLS", 20_000)
    packs = ASSESSOR.packs
    for place in packs.localities:
        fresh, _ = parse_file((packs.texts[packs.newest(place).version] + "# read anew\n").encode(), "pack.toml")
        assert fresh is not None
        assert check_pack(fresh, packs.baseline) == ()
