"""The installed packs: read from their folders, refused with all their problems, chosen by place and day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.odd_texts import odd_texts
from gridcounter.core.policy.parse import PackProblem, parse_pack
from gridcounter.core.policy.shipped import SHIPPED, Origin, origin_words
from gridcounter.core.validation.models import Problem, read_toml
from gridcounter.errors import WrongInput
from gridcounter.services.files.regular_files import read_regular

PACK_FILE = "pack.toml"
CASES_FILE = "cases.toml"
#: Of one file; the longest that ships has 30 KB.
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class InstalledPacks:
    """Editions by place, the oldest first.

    `past` are editions that only pinned answers still use; `texts` are the pack texts by version. `shipped` are the
    program's own packs, `cases` the files of their example cases by version, `adopted` the versions that the office
    itself put in force.
    """

    editions: Mapping[str, tuple[PolicyPack, ...]]
    baseline: PolicyPack
    past: Mapping[str, tuple[PolicyPack, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    shipped: Mapping[str, tuple[PolicyPack, ...]] = field(default_factory=dict)
    cases: Mapping[str, Path] = field(default_factory=dict)
    adopted: frozenset[str] = frozenset()

    @property
    def localities(self) -> tuple[str, ...]:
        """The ids of all places with a pack, sorted."""
        return tuple(sorted(self.editions))

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document id in any pack or the baseline."""
        packs = [self.baseline, *(pack for editions in self.editions.values() for pack in editions)]
        return tuple(sorted({rule.id for pack in packs for rule, _ in pack.sections["document"]}))

    def edition(self, locality: str, on: date) -> PolicyPack:
        """The edition in force on that day; before the first one, the first (the decision then carries a note)."""
        editions = self.editions[locality]
        return _on(editions, on)

    def editions_of(self, locality: str, first: date, last: date) -> tuple[PolicyPack, ...]:
        """Those in force on some day from `first` to `last`."""
        begun = self.edition(locality, first)
        later = (pack for pack in self.editions[locality] if first < pack.header.in_force_from <= last)
        return tuple(dict.fromkeys((begun, *later)))

    def shipped_beside(self, pack: PolicyPack) -> PolicyPack | None:
        """The program's own edition to compare with: that of the same days; None if it ships none of the place."""
        editions = self.shipped.get(pack.id, ())
        return _on(editions, pack.header.in_force_from) if editions else None

    def origin_of(self, pack: PolicyPack) -> Origin:
        """Whether the text is the program's own, or what the program has of the place instead."""
        if pack.version in SHIPPED:
            return Origin.SHIPPED
        return Origin.DIFFERENT if pack.id in self.shipped or pack.id == BASELINE else Origin.NOT_SHIPPED

    def mark_of(self, pack: PolicyPack, baseline: PolicyPack | None = None) -> str:
        """Says that a pack, or the general practice beside it, is not the program's own; "" if both are."""
        marks = (self._mark(one, self.origin_of(one)) for one in (pack, baseline) if one is not None)
        return "、".join(filter(None, marks))

    def earlier_marks(self, pack: PolicyPack, baseline: PolicyPack) -> tuple[str, ...]:
        """Other marks under which a paper may have gone out: from before marks, or before the program shipped more."""
        origins = Origin if pack.version in self.adopted else (Origin.SHIPPED,)
        now = self.mark_of(pack, baseline)
        return tuple(mark for mark in (self._mark(pack, origin) for origin in origins) if mark != now)

    def _mark(self, pack: PolicyPack, origin: Origin) -> str:
        name = "通用做法" if pack.id == BASELINE else "政策包"
        return origin_words(pack.version, origin, adopted=pack.version in self.adopted, name=name)

    def edition_of(self, locality: str, version: str) -> PolicyPack | None:
        """The edition of this version, in force or past; None if it is not installed."""
        known = (self.baseline, *self.editions.get(locality, ()), *self.past.get(locality, ()))
        return next((pack for pack in known if pack.id == locality and pack.version == version), None)

    @property
    def versions(self) -> frozenset[str]:
        """Of all editions, in force and past, and of the baseline."""
        places = (*self.editions.values(), *self.past.values())
        return frozenset(pack.version for packs in (*places, (self.baseline,)) for pack in packs)

    def with_edition(self, pack: PolicyPack) -> InstalledPacks:
        """Adds one edition; one of its place with the same first day is replaced, as corrected."""
        begins = pack.header.in_force_from
        before = self.editions.get(pack.id, ())
        others = [one for one in before if one.header.in_force_from != begins]
        editions = tuple(sorted((*others, pack), key=lambda one: one.header.in_force_from))
        found = replace(self, editions={**self.editions, pack.id: editions})
        for gone in before:
            if gone not in others:
                found = found.with_past(gone)
        return found

    def with_past(self, pack: PolicyPack) -> InstalledPacks:
        """Adds one past edition, used only by answers pinned under it."""
        if self.edition_of(pack.id, pack.version) is not None:
            return self
        return replace(self, past={**self.past, pack.id: (*self.past.get(pack.id, ()), pack)})


def _on(editions: Sequence[PolicyPack], on: date) -> PolicyPack:
    begun = [pack for pack in editions if pack.header.in_force_from <= on]
    return begun[-1] if begun else editions[0]


def read_pack(path: Path) -> tuple[PolicyPack | None, tuple[PackProblem, ...]]:
    """Reads one pack file; invalid TOML is a problem like any other."""
    name = f"{path.parent.name}/{path.name}"
    try:
        content = read_regular(path, MOST_BYTES)
    except OSError as wrong:
        found = "找不到" if isinstance(wrong, FileNotFoundError) else "打不开"
        return None, (PackProblem(name, "文件", Problem(name, found, "可读的文件")),)
    pack, problems = parse_file(content, name)
    if pack is None or pack.version not in SHIPPED:
        # not where a record's own text is read: what an office adopted earlier stays readable
        odd = tuple(odd_texts(read_toml(content, name)[0], name))
        return (None, odd) if odd else (pack, problems)
    return pack, problems


@lru_cache(maxsize=16)
def parse_file(content: bytes, name: str) -> tuple[PolicyPack | None, tuple[PackProblem, ...]]:
    """`name` is the file name in problems. Cached: equal bytes give the same pack object."""
    content = content.replace(b"\r\n", b"\n")
    raw, problems = read_toml(content, name)
    if problems:
        return None, tuple(PackProblem(name, "文件", problem) for problem in problems)
    return parse_pack(raw, source=name, version=digest_of(content))


def digest_of(content: bytes) -> str:
    """The version of a pack that can be read; line ends do not count."""
    return "sha256:" + hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _not_one(baseline: Sequence[PolicyPack]) -> Iterator[PackProblem]:
    if not baseline:
        missing = Problem(BASELINE, "没有找到", "通用做法政策包 baseline/pack.toml")
        yield PackProblem(PACK_FILE, "文件", missing)
    for other in baseline[1:]:
        twice = Problem(BASELINE, f"在 {baseline[0].source} 之外又有一个", "只有一个通用做法政策包")
        yield PackProblem(other.source, "文件", twice)


def load_packs(*folders: Path) -> InstalledPacks:
    """Reads every pack below these folders; raises a refusal with the problems of all of them."""
    problems: list[PackProblem] = []
    found: dict[str, list[PolicyPack]] = {}
    texts: dict[str, str] = {}
    cases: dict[str, Path] = {}
    for path in sorted(path for folder in folders for path in folder.glob(f"*/{PACK_FILE}")):
        pack, wrong = read_pack(path)
        problems.extend(wrong)
        if pack is not None:
            found.setdefault(pack.id, []).append(pack)
            texts[pack.version] = path.read_bytes().replace(b"\r\n", b"\n").decode()
            cases[pack.version] = path.with_name(CASES_FILE)
    baseline = found.pop(BASELINE, [])
    problems.extend(_not_one(baseline))
    for name, packs in found.items():
        packs.sort(key=lambda pack: pack.header.in_force_from)
        starts = [pack.header.in_force_from for pack in packs]
        if len(set(starts)) < len(starts):
            twice = Problem("in_force_from", "同一天有两个版本", "每个版本各有自己的施行日期")
            problems.append(PackProblem(packs[0].source, name, twice))
    if problems:
        raise WrongInput(problems)
    editions = {name: tuple(packs) for name, packs in found.items()}
    return InstalledPacks(editions, baseline[0], texts=texts, shipped=_shipped(editions), cases=cases)


def _shipped(editions: Mapping[str, tuple[PolicyPack, ...]]) -> dict[str, tuple[PolicyPack, ...]]:
    own = {name: tuple(pack for pack in packs if pack.version in SHIPPED) for name, packs in editions.items()}
    return {name: packs for name, packs in own.items() if packs}
