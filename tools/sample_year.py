"""A year of a busy hall as a record, invented from a seed: `python tools/sample_year.py FOLDER [N] [SEED] [PLACE]`.

Everything goes through the journal and its guards, as at a desk; the passphrase is that of the demonstration.
"""

from __future__ import annotations

import heapq
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sample_life import Life, Ref
from sample_people import region_of

from gridcounter.bootstrap import open_assessor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications import demo
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record
from gridcounter.store.custody.keys import Cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sample_life import Planned

    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import WritingStores

APPLICATIONS = 20_000
DAYS = 365
#: The last day that has happened; holidays of the year after are not published.
UNTIL = date(2026, 11, 20)
_QUICK = Cost(passes=1, memory_kib=8, lanes=1)
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_AT_ONCE = 5000
_CLERKS = (("样李明", "clerk"), ("样周芳", "clerk"), ("样孙杰", "clerk"), ("样何静", "leader"))


@dataclass
class _Wall:
    """The hour of what is being entered."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(order=True)
class _Next:
    """A life with the acts that are still to come."""

    at: datetime
    number: int
    life: Life = field(compare=False)
    coming: Iterator[Planned] = field(compare=False)
    planned: Planned = field(compare=False)
    refs: dict[str, str] = field(compare=False, default_factory=dict)


def write_year(
    folder: Path,
    *,
    applications: int = APPLICATIONS,
    seed: int = 1,
    place: str = "",
    until: date = UNTIL,
    days: int = DAYS,
    assessor: Assessor | None = None,
) -> Record:
    """A new record with that many applications, begun within `days` before `until`."""
    assessor = assessor or open_assessor()
    place = place or assessor.packs.localities[0]
    first = until - timedelta(days=days)
    wall = _Wall(datetime.combine(first, datetime.min.time(), UTC))
    office = {
        "name": "样例市政务服务中心供电窗口",
        "role": "supplier_hall",
        "supplier": "样例供电公司",
        "phone": "95598",
    }
    setup = Setup(place, "YL", office, True, "样王敏", "471108")  # noqa: FBT003  the office's reading
    record, _ = create_record(folder, demo.PASSPHRASE, setup, cost=_QUICK, clock=wall, public=True)

    def fill(stores: WritingStores) -> None:
        bytes_of = _Bytes(stores)
        clerks = _clerks(stores)
        chance = random.Random(seed)  # noqa: S311  invented, and the same in every run
        lives = _lives(chance, assessor, place, applications, (first, until), stores.journal.device, clerks)
        acts = _in_order(lives, until)
        while _some(stores, acts, wall, bytes_of):
            pass

    record.write(fill)
    return record


def _some(stores: WritingStores, acts: Iterator[tuple[_Next, Planned]], wall: _Wall, bytes_of: _Bytes) -> bool:
    """One transaction of many entries; False when there is nothing more."""
    with stores.db.atomic():
        for _ in range(_AT_ONCE):
            found = next(acts, None)
            if found is None:
                return False
            whose, planned = found
            wall.at = max(wall.at, planned.at)
            values = {key: _settled(value, whose.refs, bytes_of, key) for key, value in planned.told.items()}
            entry = stores.journal.append(Act(planned.kind, values, whose.life.clerk, whose.life.number))
            if planned.name:
                whose.refs[planned.name] = entry.ref
    return True


def _settled(value: Any, refs: Mapping[str, str], bytes_of: _Bytes, key: str) -> Any:  # noqa: ANN401  JSON
    if isinstance(value, Ref):
        return refs[value.name]
    return bytes_of.digest(value) if key == "sha256" else value


def _in_order(lives: Iterator[Life], until: date) -> Iterator[tuple[_Next, Planned]]:
    """All acts of all lives by their hour; only lives that have begun are held."""
    waiting: list[_Next] = []
    upcoming = next(lives, None)
    number = 0
    while waiting or upcoming is not None:
        while upcoming is not None and (not waiting or upcoming.begun <= waiting[0].at.date()):
            coming = iter(upcoming.live())
            number += 1
            planned = next(coming)
            heapq.heappush(waiting, _Next(planned.at, number, upcoming, coming, planned))
            upcoming = next(lives, None)
        whose = waiting[0]
        planned = whose.planned
        if planned.at.date() > until:
            heapq.heappop(waiting)
            continue
        yield whose, planned
        following = next(whose.coming, None)
        if following is None:
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(
                waiting, _Next(following.at, whose.number, whose.life, whose.coming, following, whose.refs)
            )


def _lives(
    chance: random.Random,
    assessor: Assessor,
    place: str,
    applications: int,
    within: tuple[date, date],
    device: str,
    clerks: list[str],
) -> Iterator[Life]:
    first, until = within
    calendar = assessor.calendar
    open_days = [day for n in range((until - first).days + 1) if calendar.is_workday(day := first + timedelta(days=n))]
    codes, serials = set[str](), dict[date, int]()
    header = assessor.packs.editions[place][-1].header
    region = region_of(header.region_codes[0])
    for day in sorted(chance.choices(open_days, k=applications)):
        serials[day] = serials.get(day, 0) + 1
        number = f"YL-{device[:4].upper()}{day:%Y%m%d}-{serials[day]:04d}"
        code = ""
        while not code or code in codes:
            code = "".join(chance.choices(_CODE_LETTERS, k=6))
        codes.add(code)
        own = random.Random(chance.getrandbits(64))  # noqa: S311  a life does not depend on the others
        yield Life(own, assessor, place, region, day, number, code, chance.choice(clerks))


def _clerks(stores: WritingStores) -> list[str]:
    """All know the first one's PIN."""
    (pin,) = stores.db.execute("SELECT pin FROM clerk").fetchone()
    for place, (name, role) in enumerate(_CLERKS, start=2):
        values = {"id": f"c{place}", "name": name, "role": role, "pin": pin, "active": 1}
        stores.journal.append(Act(Kind.CLERK_ADDED, values, "c1"))
    return [f"c{place}" for place in range(1, len(_CLERKS) + 2)]


class _Bytes:
    """One small file for each kind of paper."""

    def __init__(self, stores: WritingStores) -> None:
        self._stores = stores
        self._digests: dict[str, str] = {}

    def digest(self, paper: str) -> str:
        if paper not in self._digests:
            self._digests[paper] = self._stores.archive.keep(_small_pdf(paper))
        return self._digests[paper]


def _small_pdf(paper: str) -> bytes:
    """One empty page that any reader opens."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        f"<</Title({paper})>>".encode(),
    )
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + end


def main(arguments: list[str]) -> int:
    values = dict(zip(("folder", "applications", "seed", "place"), arguments, strict=False))
    start = time.perf_counter()
    record = write_year(
        Path(values.get("folder", "out/sample_year")),
        applications=int(values.get("applications", APPLICATIONS)),
        seed=int(values.get("seed", 1)),
        place=values.get("place", ""),
    )
    taken, entries = time.perf_counter() - start, record.journal.count()
    record.close()
    sys.stdout.write(f"{entries:,} entries in {taken:.0f} s, {entries / taken:,.0f} a second\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
