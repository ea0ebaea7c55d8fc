"""A pack beside the program's own one of its place: which rules differ, which example cases it lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.policy.cases import lost_cases
from gridcounter.core.policy.comparison import RuleChange, differences
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.shipped import Origin, origin_words
from gridcounter.services.office.pack_check import read_cases
from gridcounter.services.office.packs import CASES_FILE, InstalledPacks


@dataclass(frozen=True, slots=True)
class Standing:
    """`words`: how the pack stands to the program's own; "" if it is that one. `changes` are the rules that differ."""

    words: str
    changes: tuple[RuleChange, ...] = ()


def standing(pack: PolicyPack, packs: InstalledPacks) -> Standing:
    """Of any pack. One that the program shipped earlier differs from the present one, though no paper is marked."""
    own = packs.shipped_beside(pack)
    if own is None:
        return Standing(packs.mark_of(pack))
    if own.version == pack.version:
        return Standing("")
    different = origin_words(pack.version, Origin.DIFFERENT, adopted=pack.version in packs.adopted)
    changes = differences(own, pack)
    if changes:
        return Standing(f"{different}：{len(changes)} 条", changes)
    same = "但规则相同" if pack.sections == own.sections else "规则相同，但顺序有变（文书上按这个顺序写）"
    return Standing(f"{different}，{same}")


def lost_cases_words(folder: Path, pack: PolicyPack, packs: InstalledPacks) -> str:
    """自带案例比程序附带的少 n 个、改了 n 个; "" if none is lost, or there is nothing to compare with."""
    own = packs.shipped_beside(pack)
    if own is None:
        return ""
    before, after = (read_cases(file)[0] for file in (packs.cases[own.version], folder / CASES_FILE))
    counted = zip(("少", "改了"), lost_cases(before, after), strict=True)
    told = "、".join(f"{done} {many} 个" for done, many in counted if many)
    return f"自带案例比程序附带的{told}" if told else ""
