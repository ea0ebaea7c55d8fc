"""The firms of a park out of its own list: what each row would change, and why one cannot be taken. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gridcounter.core.exchange.import_cells import header_text
from gridcounter.core.exchange.import_columns import Column, Kind
from gridcounter.core.parks.reading import WrongField, number_doubt, read_value
from gridcounter.core.parks.values import Firm, FirmId, FirmState, ParkId
from gridcounter.core.parks.words import SUPPLY_KINDS, firm_words
from gridcounter.core.validation.models import Problem, shown
from gridcounter.core.validation.units import Unit

NAME, CODE, BUILDING, CONTACT, PHONE, ACCOUNT, KVA, SUPPLY = (
    *("name", "id_number", "building", "contact", "phone", "account_number", "kva", "supply"),
)
_SUPPLY_WORDS: Mapping[str, object] = {word: str(kind) for kind, word in SUPPLY_KINDS.items()}
COLUMNS: tuple[Column, ...] = (
    Column(NAME, "企业名称", Kind.TEXT, required=True, aliases=("名称", "企业", "户名", "单位名称")),
    Column(CODE, "统一社会信用代码", Kind.CODE, aliases=("信用代码", "代码")),
    Column(BUILDING, "楼栋", Kind.TEXT, aliases=("位置", "厂房", "楼号")),
    Column(CONTACT, "联系人", Kind.TEXT),
    Column(PHONE, "电话", Kind.TELEPHONE, aliases=("联系电话", "联系方式")),
    Column(ACCOUNT, "户号", Kind.CODE, aliases=("用电户号", "用户编号")),
    Column(
        KVA,
        "容量（kVA）",
        Kind.NUMBER,
        hint="千伏安数，如 800",
        units={"kva": Unit(1), "千伏安": Unit(1)},
        aliases=("容量", "用电容量", "变压器容量"),
    ),
    Column(
        SUPPLY, "供电关系", Kind.WORD, words=_SUPPLY_WORDS, offered=tuple(SUPPLY_KINDS.values()), aliases=("直供/转供",)
    ),
)
NAMED: Mapping[str, Column] = {header_text(name): one for one in COLUMNS for name in (one.title, *one.aliases)}
_ROW = "整行"


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A row as read: the values by the columns' fields; an empty cell has none, and erases nothing."""

    number: int
    values: Mapping[str, object]

    def text(self, name: str) -> str:
        """Empty for an empty cell."""
        return str(self.values.get(name, ""))


class PlanKind(StrEnum):
    """What would become of a firm."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change: its word, and both texts; `was` is "" for what was not there."""

    label: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.label} {self.was} → {self.now}" if self.was else f"{self.label} {self.now}"


@dataclass(frozen=True, slots=True)
class PlannedFirm:
    """A firm as it would stand afterwards, by the rows that speak of it; a firm with several accounts has several."""

    rows: tuple[int, ...]
    kind: PlanKind
    firm: Firm
    changes: tuple[Change, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that would not be taken, in one sentence."""

    number: int
    problem: Problem

    def __str__(self) -> str:
        return f"第 {self.number} 行 {self.problem}"


@dataclass(frozen=True, slots=True)
class FirmsPlan:
    """The dry run of a list: nothing is written by it."""

    planned: tuple[PlannedFirm, ...]
    refused: tuple[RefusedRow, ...]


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Book:
    """The firms as they stand after the rows so far, found by code, by name and by account."""

    park: ParkId
    before: Mapping[FirmId, Firm]
    firms: dict[FirmId, Firm] = field(default_factory=dict)
    codes: dict[str, FirmId] = field(default_factory=dict)
    names: dict[str, list[FirmId]] = field(default_factory=dict)
    accounts: dict[str, FirmId] = field(default_factory=dict)
    rows: dict[FirmId, list[int]] = field(default_factory=dict)
    notices: dict[FirmId, list[str]] = field(default_factory=dict)

    def put(self, firm: Firm) -> None:
        """In the place of the same firm before."""
        if was := self.firms.get(firm.id):
            self.names[was.name].remove(firm.id)
        self.firms[firm.id] = firm
        self.names.setdefault(firm.name, []).append(firm.id)
        self.codes |= {firm.code: firm.id} if firm.code else {}
        self.accounts |= {one.number: firm.id for one in firm.accounts}

    def called(self, name: str) -> list[Firm]:
        """Every firm of this name."""
        return [self.firms[one] for one in self.names.get(name, ())]


def plan_firms(rows: Iterable[FirmRow], park: ParkId, firms: Sequence[Firm], new_id: Callable[[], FirmId]) -> FirmsPlan:
    """Matched by code, then by name and building. `firms` are those of the park already on record."""
    known = {one.id: one for one in firms if one.park == park}
    book, refused = _Book(park, known), list[RefusedRow]()
    for firm in known.values():
        book.put(firm)
    for row in rows:
        try:
            _take(row, book, new_id)
        except _Refused as wrong:
            refused.append(RefusedRow(row.number, wrong.problem))
        except WrongField as wrong:
            refused += [RefusedRow(row.number, one) for one in wrong.problems if isinstance(one, Problem)]
    return FirmsPlan(tuple(_planned(name, book) for name in book.rows), tuple(refused))


def _take(row: FirmRow, book: _Book, new_id: Callable[[], FirmId]) -> None:
    if not row.text(NAME):
        raise _Refused(Problem("企业名称", "（没有填写）", "必填项"))
    match = _match(row, book)
    holder = book.accounts.get(row.text(ACCOUNT))
    if holder is not None and (match is None or holder != match.id):
        text = f"还没有登记的户号（已经在“{firm_words(book.firms[holder])}”名下，请核对）"
        raise _Refused(Problem("户号", shown(row.text(ACCOUNT)), text))
    name = new_id() if match is None else match.id
    raw: dict[str, object] = {"id": name, "park": book.park}
    raw |= {} if match is None else match.model_dump(mode="json")
    book.put(read_value(Firm, _filled(raw, row)))
    book.rows.setdefault(name, []).append(row.number)
    book.notices.setdefault(name, []).extend(_notices(row, match, book))


def _match(row: FirmRow, book: _Book) -> Firm | None:
    code, name = row.text(CODE), row.text(NAME)
    if by_code := book.firms.get(book.codes.get(code, FirmId(""))):
        if by_code.id in book.rows and by_code.name != name:
            text = f"和第 {book.rows[by_code.id][0]} 行相同的名称（代码相同，请核对）"
            raise _Refused(Problem("企业名称", shown(name), text))
        return by_code
    found = [one for one in book.called(name) if one.building == row.text(BUILDING)]
    if len(found) > 1:
        raise _Refused(Problem(_ROW, "名称、楼栋和已有的几家都相同", "写上统一社会信用代码的行"))
    if found and code and found[0].code:
        text = f"和已有的“{firm_words(found[0])}”相同的代码（名称、楼栋相同，代码不同，请核对）"
        raise _Refused(Problem("统一社会信用代码", shown(code), text))
    return found[0] if found else None


def _filled(raw: dict[str, object], row: FirmRow) -> dict[str, object]:
    """With what the row says; what it does not say stays."""
    raw["name"] = row.text(NAME)
    for name, key in ((CODE, "code"), (BUILDING, "building")):
        if row.text(name):
            raw[key] = row.text(name)
    if row.text(SUPPLY):
        raw["supply"] = {**_mapping(raw.get("supply")), "kind": row.text(SUPPLY)}
    raw["contacts"] = _contacts(raw, row)
    raw["accounts"] = _accounts(raw, row)
    return raw


def _contacts(raw: Mapping[str, object], row: FirmRow) -> list[dict[str, object]]:
    """The same person with another telephone is changed, another person is added."""
    contacts = [_mapping(one) for one in _listed(raw.get("contacts"))]
    name, phone = row.text(CONTACT), row.text(PHONE)
    if not name:
        if phone:
            raise _Refused(Problem("联系人", "（没有填写，但写了电话）", "电话是谁的"))
        return contacts
    known = next((one for one in contacts if one["name"] == name), None)
    if known is None:
        return [*contacts, {"name": name, "phone": phone}]
    known["phone"] = phone or known.get("phone", "")
    return contacts


def _accounts(raw: Mapping[str, object], row: FirmRow) -> list[dict[str, object]]:
    accounts = [_mapping(one) for one in _listed(raw.get("accounts"))]
    number, kva = row.text(ACCOUNT), row.values.get(KVA)
    if not number:
        if kva is not None:
            raise _Refused(Problem("户号", "（没有填写，但写了容量）", "容量是哪一户的"))
        return accounts
    known = next((one for one in accounts if one["number"] == number), None)
    if known is None:
        known = {"number": number}
        accounts.append(known)
    if isinstance(kva, int | float):
        known["capacity_kva"] = float(kva)
    return accounts


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _notices(row: FirmRow, match: Firm | None, book: _Book) -> Iterator[str]:
    """Worth a second look, and no reason to refuse."""
    if match is None:
        same = [one for one in book.called(row.text(NAME)) if one.building != row.text(BUILDING)]
        yield from (f"第 {row.number} 行：已有同名的“{firm_words(one)}”，另算一家" for one in same)
    elif match.state == FirmState.MOVED_OUT:
        yield f"第 {row.number} 行：“{match.name}”已经记为迁出"
    if doubt := number_doubt("phone", row.text(PHONE)):
        yield f"第 {row.number} 行：{doubt}"


def _planned(name: FirmId, book: _Book) -> PlannedFirm:
    was, now = book.before.get(name), book.firms[name]
    changes = tuple(_changes(was, now))
    kind = PlanKind.NEW if was is None else PlanKind.CHANGED if changes else PlanKind.SAME
    return PlannedFirm(tuple(book.rows[name]), kind, now, changes, tuple(book.notices[name]))


def _changes(was: Firm | None, now: Firm) -> Iterator[Change]:
    old = dict(_told(was)) if was is not None else {}
    for label, text in _told(now):
        if text and old.get(label, "") != text:
            yield Change(label, old.get(label, ""), text)


def _told(firm: Firm) -> Iterator[tuple[str, str]]:
    yield "企业名称", firm.name
    yield "统一社会信用代码", firm.code
    yield "楼栋", firm.building
    yield "供电关系", SUPPLY_KINDS[firm.supply.kind]
    yield from ((f"联系人{one.name}", f"电话 {one.phone}" if one.phone else "没有电话") for one in firm.contacts)
    for one in firm.accounts:
        yield f"户号 {one.number}", f"{one.capacity_kva:g} kVA" if one.capacity_kva else "没有写容量"
