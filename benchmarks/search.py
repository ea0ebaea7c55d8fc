"""Searching as it is typed: p95 from a keystroke to the rows, beside reading every text with LIKE.

100,000 applications with invented names; 1,000,000 with GRIDCOUNTER_BENCH_MILLION set. Also a program of its own.
"""

from __future__ import annotations

import os
import random
import secrets
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gridcounter.store.database import migrate, open_database
from gridcounter.store.search import UNDER_WAY, SearchStore, index

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridcounter.store.engine import Database

APPLICATIONS = 100_000
MILLION = 1_000_000
_TIMES = 40
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建国文华志玉红海"
_TRADES = ("面馆", "五金店", "食品有限公司", "超市", "机械厂", "汽修部", "养殖场", "幼儿园", "服装店", "饭店")
_STREETS = ("建设路", "人民路", "解放路", "光明街", "和平巷", "长安街", "红星路", "文化路", "育才街", "迎宾大道")
_OPEN = "INSERT INTO application (id, number, short_code, state, opened_at, opened_by, accepted_on, changed_hlc) VALUES"
_SEARCHES = {
    "1 character": "王李店路市安",
    "2 characters": ("王伟", "面馆", "建设", "红星", "五金", "样例"),
    "initials": ("ww", "ljg", "ylmg", "jxc", "zxc", "mg"),
    "phone tail": ("0011", "1234", "888", "20260", "99", "7"),
    "two words": ("王 建设", "面馆 0011", "李 光明街 12", "超市 8", "陈 2026", "样例 路"),
}


class Row(Protocol):
    def __call__(self, what: str, figure: str, bound: str, *, held: bool | None) -> None: ...


def search_rows(row: Row) -> None:
    size, bound = (MILLION, 100) if os.environ.get("GRIDCOUNTER_BENCH_MILLION") else (APPLICATIONS, 30)
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "search.db", secrets.token_bytes(32), new=True)
        try:
            migrate(db)
            start = time.perf_counter()
            fill(db, size)
            each = (time.perf_counter() - start) / size * 1000
            row(f"put {size:,} applications in the index, each", f"{each:.2f} ms", "-", held=None)
            _search(row, db, size, bound)
        finally:
            db.close()


def fill(db: Database, size: int) -> None:
    """Straight into the folded tables: the journal has a bench of its own."""
    chance = random.Random(1)  # noqa: S311  invented names, the same in every run
    with db.atomic():
        for number in range(size):
            fields = an_applicant(chance)
            application = f"{chance.getrandbits(128):032x}"
            told = [f"B-A1B2{20260101 + number // 400}-{number % 400:04d}", f"K{number:06d}"]
            state = "accepted" if chance.random() < 0.2 else "closed"
            opened = [application, *told, state, "2026-09-21", "c1", "2026-09-21", f"{number:013d}"]
            db.execute(f"{_OPEN} (?, ?, ?, ?, ?, ?, ?, ?)", opened)
            for field, value in fields.items():
                db.execute("INSERT INTO field VALUES (?, ?, ?, 'b:1')", [application, field, f'"{value}"'])
            index(db, application)


def an_applicant(chance: random.Random) -> dict[str, str]:
    """Invented."""
    name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2))))
    if chance.random() < 0.3:
        name = f"样例{''.join(chance.choices(_GIVEN, k=2))}{chance.choice(_TRADES)}"
    street = f"{chance.choice(_STREETS)}{chance.randint(1, 400)}号"
    return {
        "applicant.name": name,
        "applicant.phone": f"138{chance.randint(0, 99_999_999):08d}",
        "premises.address": f"测试市样例区{street}{chance.randint(1, 30)}栋{chance.randint(101, 2500)}",
    }


def _search(row: Row, db: Database, size: int, bound: int) -> None:
    search = SearchStore(db)
    for what, queries in _SEARCHES.items():
        for mark, said in (("", ""), (UNDER_WAY, ", filtered")):
            taken = [p95(partial(search.find, query, mark=mark)) for query in queries]
            scan = statistics.median(p95(partial(_scan, db, query), times=5) for query in queries)
            figure = f"{max(taken):.1f} ms ({scan / statistics.median(taken):.0f} x)"
            name = f"search {size:,}: {what}{said}, p95 (LIKE {scan:.0f} ms)"
            row(name, figure, f"<= {bound} ms", held=max(taken) <= bound)
    row("  no words, newest first", f"{p95(search.find):.1f} ms", f"<= {bound} ms", held=p95(search.find) <= bound)


def _scan(db: Database, query: str) -> None:
    words = [f"%{word}%" for word in query.split()]
    where = " AND ".join("told LIKE ?" for _ in words)
    db.execute(f"SELECT * FROM searched WHERE {where} ORDER BY place DESC LIMIT 200", words).fetchall()  # noqa: S608
    db.execute(f"SELECT count(*) FROM searched WHERE {where}", words).fetchone()  # noqa: S608


def p95(work: Callable[[], object], times: int = _TIMES) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[int(len(taken) * 0.95) - 1] if times > 1 else taken[0]


def _print(what: str, figure: str, bound: str, *, held: bool | None) -> None:
    print(f"{what:<66} {figure:>20}   {bound:<10} {({True: 'holds', False: 'MISSED', None: '-'})[held]}")


if __name__ == "__main__":
    search_rows(_print)
