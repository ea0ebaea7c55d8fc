"""The installed packs: read from their folders, left out with all their problems, chosen by place and day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gridcounter.core.case_reading import business_problems
from gridcounter.core.policy.businesses.reading import problems_at
from gridcounter.core.policy.checks.malformed_texts import malformed_texts, wrong_with_text
from gridcounter.core.policy.checks.size import too_large
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.parse import PackProblem, parse_pack
from gridcounter.core.policy.shipped import SHIPPED, Origin, origin_words
from gridcounter.core.validation.models import Problem, read_toml
from gridcounter.core.validation.text import in_one_line, take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.regular_files import read_regular

PACK_FILE = "pack.toml"
CASES_FILE = "cases.toml"
#: Of one file; the longest that ships has 30 KB.
MOST_BYTES = 2 * 1024 * 1024
#: The paper itself beside its pack, under one of these names. Pictures of its pages may be in it.
ORIGINAL = "原文"
#: Also the name under which the record keeps its text.
TEXT_FILE = f"{ORIGINAL}.txt"
_ORIGINALS = (TEXT_FILE, f"{ORIGINAL}.docx", f"{ORIGINAL}.pdf")
MOST_BYTES_OF_ORIGINAL = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A place whose packs are not used, and why. `place` is the id, or the folder's name where no id can be read."""

    place: str
    name: str
    problems: tuple[PackProblem, ...]

    @property
    def words(self) -> str:
        """How many problems there are, and the first of them."""
        count = f"共 {len(self.problems)} 处问题，" if len(self.problems) > 1 else ""
        return f"{self.name} 的政策包没有启用：{count}第 1 处 {self.problems[0]}"

    def joined(self, other: LeftOut | None) -> LeftOut:
        """With the problems of another pack of the place, which come first."""
        return self if other is None else replace(other, problems=(*other.problems, *self.problems))


class PackLeftOut(Refusal):
    """The place has a pack, and it did not pass its check."""

    def __init__(self, left_out: LeftOut) -> None:
        super().__init__(f"{left_out.words}\n请改好，或者换回原来的文件，再用 gridcounter packs check 检查")


class NoPack(Refusal):
    """No pack of the office's place can be read by this program."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"没有读得出来的“{place}”政策包，不能答复；请先更新程序，或者把这个地区的政策包放回程序的政策包文件夹"
        )


@dataclass(frozen=True, eq=False)
class InstalledPacks:
    """Editions by place, the oldest first.

    `past` are editions that only pinned answers still use; `texts` are the pack texts by version. `shipped` are the
    program's own packs, `cases` the files of their example cases by version, `adopted` the versions that the office
    itself put in force. `left_out` are the places whose packs did not pass their check,
    `originals` the texts of the papers that the record keeps, by version, "" of one that was taken away,
    `tried` those that are only looked at.
    """

    editions: Mapping[str, tuple[PolicyPack, ...]]
    baseline: PolicyPack
    past: Mapping[str, tuple[PolicyPack, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    shipped: Mapping[str, tuple[PolicyPack, ...]] = field(default_factory=dict)
    cases: Mapping[str, Path] = field(default_factory=dict)
    adopted: frozenset[str] = frozenset()
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    originals: Mapping[str, str] = field(default_factory=dict)
    tried: frozenset[str] = frozenset()

    @property
    def localities(self) -> tuple[str, ...]:
        """The ids of all places that can be answered for, sorted."""
        return tuple(sorted(self.editions))

    @property
    def named(self) -> tuple[str, ...]:
        """The ids that a case may name, sorted: also places that are left out, which are refused with the reason."""
        return tuple(sorted({*self.editions, *self.left_out}))

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document id in any pack or the baseline."""
        packs = [self.baseline, *(pack for editions in self.editions.values() for pack in editions)]
        return tuple(sorted({rule.id for pack in packs for rule, _ in pack.sections["document"]}))

    def edition(self, locality: str, on: date) -> PolicyPack:
        """The edition in force on that day; before the first one, the first (the decision then carries a note).

        Raises PackLeftOut.
        """
        self._refuse_left_out(locality)
        return _on(self.editions[locality], on)

    def newest(self, locality: str) -> PolicyPack:
        """Also one that is not in force yet. Raises PackLeftOut, NoPack."""
        self._refuse_left_out(locality)
        if locality not in self.editions:
            raise NoPack(locality)
        return self.editions[locality][-1]

    def _refuse_left_out(self, locality: str) -> None:
        if locality in self.left_out and locality not in self.editions:
            raise PackLeftOut(self.left_out[locality])

    def local_problems(self, case: Mapping[str, Any], path: str) -> Iterable[Problem]:
        """Those of the business and of the answers to questions of the place, under the edition of the case's day."""
        place, on = case.get("locality"), case.get("on")
        if not isinstance(place, str) or place not in self.editions:
            yield from business_problems(case, path, self.baseline.businesses)
            return
        try:
            day = date.fromisoformat(str(on))
        except ValueError:  # reported with its own key; the newest edition says what can be asked
            day = date.max
        yield from problems_at(case, path, self.edition(place, day), self.baseline)

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

    def without(self, left_out: LeftOut) -> InstalledPacks:
        """The place is not answered for; what was told under its editions stays readable."""
        rest = {place: packs for place, packs in self.editions.items() if place != left_out.place}
        why = left_out.joined(self.left_out.get(left_out.place))
        found = replace(self, editions=rest, left_out={**self.left_out, left_out.place: why})
        for pack in self.editions.get(left_out.place, ()):
            found = found.with_past(pack)
        return found

    def on_trial(self, pack: PolicyPack) -> InstalledPacks:
        """With this pack as the only edition of its place: it is looked at before anybody adopts it."""
        return replace(self, editions={**self.editions, pack.id: (pack,)}, tried=self.tried | {pack.version})

    def is_tried(self, locality: str) -> bool:
        """Whether the place answers by a pack that is only looked at."""
        return any(pack.version in self.tried for pack in self.editions.get(locality, ()))

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
    name = in_one_line(take_text(f"{path.parent.name}/{path.name}"))
    try:
        content = read_regular(path, MOST_BYTES)
    except WrongInput as wrong:  # no file of the disk, or larger than any pack
        return None, (PackProblem(name, "文件", Problem(name, wrong.lines[0], "政策包的文件")),)
    except OSError as wrong:
        found = "找不到" if isinstance(wrong, FileNotFoundError) else "打不开"
        return None, (PackProblem(name, "文件", Problem(name, found, "可读的文件")),)
    if digest_of(content) not in SHIPPED:
        # not where a record's own text is read: what an office adopted earlier stays readable
        raw, _ = read_toml(content, name)
        unusable = too_large(raw, name) or tuple(malformed_texts(raw, name))
        if unusable:
            return None, unusable
    return parse_file(content, name)


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


def _baseline(found: Sequence[PolicyPack], unread: Iterable[LeftOut]) -> PolicyPack:
    problems = [problem for one in unread if one.place == BASELINE for problem in one.problems]
    if unusable := problems or list(_not_one(found)):
        raise WrongInput(unusable)
    return found[0]


def load_packs(*folders: Path) -> InstalledPacks:
    """Reads every pack below these folders; a place with one that cannot be read is left out.

    Raises WrongInput if general practice cannot be read, which every answer needs.
    """
    found: dict[str, list[PolicyPack]] = {}
    texts: dict[str, str] = {}
    cases: dict[str, Path] = {}
    unread: list[LeftOut] = []
    for path in sorted(path for folder in folders for path in folder.glob(f"*/{PACK_FILE}")):
        pack, wrong = read_pack(path)
        if pack is None:
            unread.append(LeftOut(*_named_in(path), wrong))
            continue
        found.setdefault(pack.id, []).append(pack)
        texts[pack.version] = path.read_bytes().replace(b"\r\n", b"\n").decode()
        cases[pack.version] = path.with_name(CASES_FILE)
    baseline = _baseline(found.pop(BASELINE, []), unread)
    editions = {name: tuple(sorted(packs, key=lambda pack: pack.header.in_force_from)) for name, packs in found.items()}
    installed = InstalledPacks(editions, baseline, texts=texts, shipped=_shipped(editions), cases=cases)
    for left_out in (*unread, *_twice_on_a_day(editions)):
        installed = installed.without(left_out)
    return installed


def originals_in(folder: Path) -> list[Path]:
    """The files of the paper beside a pack: none, or one if the office did right."""
    return [path for name in _ORIGINALS if (path := folder / name).exists()]


def _named_in(path: Path) -> tuple[str, str]:
    """The id and the name of a pack that cannot be used, as far as they can be read."""
    folder = in_one_line(take_text(path.parent.name))
    try:
        raw, _ = read_toml(read_regular(path, MOST_BYTES), folder)
    except (OSError, WrongInput):
        raw = None
    place, name = (raw.get(key) if isinstance(raw, dict) else None for key in ("id", "place"))
    return _plain(place) or folder, _plain(name) or folder


def _plain(value: object) -> str:
    return value if isinstance(value, str) and not wrong_with_text(value) else ""


def _twice_on_a_day(editions: Mapping[str, Sequence[PolicyPack]]) -> Iterator[LeftOut]:
    for place, packs in editions.items():
        starts = [pack.header.in_force_from for pack in packs]
        if len(set(starts)) < len(starts):
            twice = Problem("in_force_from", "同一天有两个版本", "每个版本各有自己的施行日期")
            yield LeftOut(place, packs[0].header.place, (PackProblem(packs[0].source, place, twice),))


def _shipped(editions: Mapping[str, tuple[PolicyPack, ...]]) -> dict[str, tuple[PolicyPack, ...]]:
    own = {name: tuple(pack for pack in packs if pack.version in SHIPPED) for name, packs in editions.items()}
    return {name: packs for name, packs in own.items() if packs}
