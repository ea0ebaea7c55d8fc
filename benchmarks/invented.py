"""A record of as many applications as wanted: invented names, the same in every run, four of five closed.

Many rows go in at once, and not one after the other as the journal writes them. What is there in the end is the same:
while it is small, it is built once more from its journal and compared.
"""

from __future__ import annotations

import random
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from gridcounter.core.intake.addresses import read_address
from gridcounter.core.intake.duplicates import first_phone_key
from gridcounter.core.record.journal import Act, Head, Kind, canonical, chain, tick
from gridcounter.store.journal.table_integrity import HeadNotes, note
from gridcounter.store.search.search import CLOSED, UNDER_WAY, opened_by
from gridcounter.store.search.tokens import initials, joined, plain, tokens

if TYPE_CHECKING:
    from gridcounter.core.record.journal import Entry
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import WritingStores

CLERK = "c1"
_DAY = "2026-09-21T09:00:00.000+08:00"
_CLOSED = 0.8
_BATCH = 50_000
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建国文华志玉红海"
_TRADES = ("面馆", "五金店", "食品有限公司", "超市", "机械厂", "汽修部", "养殖场", "幼儿园", "服装店", "饭店")
_STREETS = ("建设路", "人民路", "解放路", "光明街", "和平巷", "长安街", "红星路", "文化路", "育才街", "迎宾大道")
_STATEMENTS = {
    "journal": "INSERT INTO journal VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "head": "UPDATE head SET seq = ?, hash = ? WHERE device = ?",
    "application": "INSERT INTO application (id, number, short_code, state, opened_at, opened_by, closed_at, "
    "closed_why, changed_hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "field": "INSERT INTO field VALUES (?, ?, ?, ?)",
    "searched": "INSERT INTO searched (place, application, name, address, told, marks, letters, key_phone, key_place) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "search_index": "INSERT INTO search_index (rowid, told, marks) VALUES (?, ?, ?)",
}
_ENTRY = attrgetter(
    *("device", "seq", "hlc", "entered_at", "happened_at", "clerk", "application", "kind", "written", "salt"),
    *("payload_digest", "prev", "hash"),
)


def grow(stores: WritingStores, size: int) -> None:
    """Up to so many applications."""
    (there,) = stores.db.execute("SELECT count(*) FROM application").fetchone()
    # random keys all over a large file: without it every row would read and write pages of its own
    stores.db.execute("PRAGMA cache_size = -1000000")
    chance = random.Random(there)  # noqa: S311  invented names
    names = [(name, initials(name)) for name in (_name(chance) for _ in range(min(size, 5_000)))]
    for first in range(there, size, _BATCH):
        with stores.db.atomic():
            _put_in(stores, range(first, min(first + _BATCH, size)), chance, names)
    note(stores.db, stores.journal.device, HeadNotes())
    stores.db.execute("PRAGMA cache_size = -8000")
    stores.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def in_the_middle(record: Record) -> str:
    """An open application among all others, filled in like them."""
    sql = (
        "SELECT application FROM searched WHERE place > (SELECT max(place) / 2 FROM searched) AND instr(marks, ?) "
        "ORDER BY place LIMIT 1"
    )
    return str(record.db.execute(sql, [UNDER_WAY]).fetchone()[0])


def _put_in(
    stores: WritingStores, numbers: range, chance: random.Random, names: list[tuple[str, tuple[str, ...]]]
) -> None:
    db, device = stores.db, stores.journal.device
    head, (latest,) = _head(stores), db.execute("SELECT max(hlc) FROM journal").fetchone()
    rows: dict[str, list[Any]] = {table: [] for table in _STATEMENTS}

    def enter(kind: Kind, values: dict[str, Any], application: str) -> Entry:
        nonlocal head, latest
        latest = tick(latest, now_ms=0, device=device)
        salt = chance.randbytes(16)
        act = Act(kind, values, CLERK, application)
        entry = chain(act, device=device, head=head, hlc=latest, now=_DAY, salt=salt)
        head = Head(entry.seq, entry.hash)
        rows["journal"].append(_ENTRY(entry))
        rows["head"].append((entry.seq, entry.hash, device))
        return entry

    for number in numbers:
        name, letters = chance.choice(names)
        phone, place = _phone(chance), _place(chance)
        fields = {"applicant.name": name, "applicant.phone": phone, "premises.address": place}
        application, values = f"{chance.getrandbits(128):032x}", f"B-A1B2{20260101 + number // 400}-{number % 400:04d}"
        code = f"K{number:06d}"
        opened = enter(Kind.APPLICATION_OPENED, {"number": values, "short_code": code, "fields": fields}, application)
        closed = chance.random() < _CLOSED
        if closed:
            enter(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, application)
        state = ["closed", _DAY, CLERK, _DAY, "withdrawn"] if closed else ["open", _DAY, CLERK, None, None]
        rows["application"].append([application, values, code, *state, latest])
        rows["field"].extend([application, field, canonical(value), opened.ref] for field, value in fields.items())
        said = joined(plain(text) for text in (name, place, phone, values, code))
        marks = f"{opened_by(CLERK)} {CLOSED if closed else UNDER_WAY}"
        keys = [first_phone_key(phone), read_address(place).key]
        rows["searched"].append([number + 1, application, name, place, said, marks, joined(letters), *keys])
        rows["search_index"].append([number + 1, tokens(joined([said, *letters])), marks])
    for table, sql in _STATEMENTS.items():
        db.conn.executemany(sql, rows[table])


def _head(stores: WritingStores) -> Head:
    """The office was set up before."""
    sql = "SELECT seq, hash FROM head WHERE device = ?"
    return Head(*stores.db.execute(sql, [stores.journal.device]).fetchone())


def an_applicant(chance: random.Random) -> dict[str, str]:
    """Fields as somebody would fill them in."""
    return {"applicant.name": _name(chance), "applicant.phone": _phone(chance), "premises.address": _place(chance)}


def _phone(chance: random.Random) -> str:
    return f"138{chance.randint(0, 99_999_999):08d}"


def _place(chance: random.Random) -> str:
    street = f"测试市样例区{chance.choice(_STREETS)}{chance.randint(1, 400)}号"
    return f"{street}{chance.randint(1, 30)}栋{chance.randint(101, 2500)}"


def _name(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return f"样例{''.join(chance.choices(_GIVEN, k=2))}{chance.choice(_TRADES)}"
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2))))
