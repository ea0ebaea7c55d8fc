"""A park, or a firm in it: what is known of it is shown, and changed where the clerk changes it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.parks.words import FIRM_STATES, SUPPLY_KINDS
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.parks.book_dialog import BookDialog
from gridcounter.errors import Refusal
from gridcounter.services.parks.book import ParkBook

_YES_NO = {True: "是", False: "不是"}
_LEVELS = {key: label for key, label in WORD_LABELS["site.park"].items() if key != "none"}


class NoCapacity(Refusal):
    """A capacity that is no number."""

    sentence = "容量请写千伏安数，如 630"


class ParkDialog(BookDialog):
    """Opens a park, or changes the one with this id; `park` is its id then."""

    def __init__(self, book: ParkBook, park: str, scale: Scale, parent: QWidget | None = None) -> None:
        self._book, self.park = book, park
        self._shown = book.read.fields(park)
        self._held = {key: field.value for key, field in self._shown.items()}
        super().__init__("园区" if park else "登记园区", "保存" if park else "登记园区", scale, parent)

    def build(self) -> None:
        held = self._held.get
        contact = held("committee_contact") or {}
        self.name = self.line("name", "园区名称", held("name"))
        self.level = self.pick("level", "园区级别", _LEVELS, held("level"))
        self.district = self.line("district", "区（市）", held("district"))
        self.committee = self.line("committee", "管委会名称", held("committee"))
        self.contact = [
            self.line(key, label, contact.get(key))
            for key, label in (("name", "管委会联系人"), ("post", "联系人职务"), ("phone", "联系人电话"))
        ]
        self.key = self.pick("key", "重点园区", _YES_NO, held("key"))
        self.key_source = self.line(
            "key_source", "按哪份名单", held("key_source"), "标为重点园区的，写名单的文号或日期"
        )
        self.planned = self.pick("planned", "规划新上园区", _YES_NO, held("planned"))
        self.note = self.line("note", "备注", held("note"))

    def record(self) -> None:
        name, post, phone = (edit.text() for edit in self.contact)
        fields: dict[str, Any] = {
            "name": self.name.text(),
            "level": self.level.value or "",
            "district": self.district.text(),
            "committee": self.committee.text(),
            "committee_contact": {"name": name, "post": post, "phone": phone} if name or post or phone else None,
            "key": self.key.value,
            "key_source": self.key_source.text(),
            "planned": self.planned.value,
            "note": self.note.text(),
        }
        if self.park:
            self._book.change_park(self.park, fields, self._shown)
        else:
            self.park = self._book.open_park(fields)


class FirmDialog(BookDialog):
    """Opens a firm in this park, or changes the one with this id. Marks of a leader are shown to him alone."""

    def __init__(
        self, book: ParkBook, park: str, firm: str, scale: Scale, parent: QWidget | None = None, *, may_mark: bool
    ) -> None:
        self._book, self._park, self.firm, self._may_mark = book, park, firm, may_mark
        self._shown = book.read.fields(firm)
        self._held = {key: field.value for key, field in self._shown.items()}
        super().__init__("企业" if firm else "登记企业", "保存" if firm else "登记企业", scale, parent)

    def build(self) -> None:
        held = self._held.get
        self._contacts = list(held("contacts") or ())
        contact = self._contacts[0] if self._contacts else {}
        supply = held("supply") or {}
        self.name = self.line("name", "企业名称", held("name"))
        self.code = self.line("code", "统一社会信用代码（可不填）", held("code"))
        self.building = self.line("building", "楼栋、位置", held("building"))
        self.account = None if self.firm else self.line("account", "户号（可不填）")
        self.capacity = None if self.firm else self.line("capacity", "容量，kVA（可不填）")
        self.contact = [
            self.line(key, label, contact.get(key))
            for key, label in (("name", "联系人"), ("post", "职务"), ("phone", "电话"))
        ]
        self.state = self.pick(
            "state", "状态", {k: v for k, v in FIRM_STATES.items() if k != "moved_out"}, held("state")
        )
        self.supply = self.pick("supply", "供电关系", SUPPLY_KINDS, supply.get("kind"))
        self.by = self.line("by", "由谁转供（转供的填）", supply.get("by"))
        self.wish = self.pick("wish", "愿意转改直", _YES_NO, supply.get("wish_direct"))
        if self._may_mark:
            self.big = self.pick("big", "大客户", _YES_NO, held("big"))
            hint = "文件没有写明哪些是大客户，由本单位定；写名单的文号或日期"
            self.big_source = self.line("big_source", "按哪份名单", held("big_source"), hint)
        self.note = self.line("note", "备注", held("note"))

    def record(self) -> None:
        fields = self._fields()
        account = self.account.text().strip() if self.account else ""
        capacity = _whole(self.capacity.text()) if self.capacity else None
        if self.firm:
            self._book.change_firm(self.firm, fields, self._shown)
        else:
            self.firm = self._book.open_firm(
                self._park, fields, {"account": account, "capacity_kva": capacity} if account else None
            )

    def _fields(self) -> dict[str, Any]:
        name, post, phone = (edit.text() for edit in self.contact)
        first = [{"name": name, "post": post, "phone": phone}] if name or post or phone else []
        supply = dict(self._held.get("supply") or {})
        supply |= {"kind": self.supply.value, "by": self.by.text(), "wish_direct": self.wish.value}
        fields: dict[str, Any] = {
            "name": self.name.text(),
            "code": self.code.text(),
            "building": self.building.text(),
            "contacts": [*first, *self._contacts[1:]] or None,
            "state": self.state.value or self._held.get("state"),  # who moved out has none of these
            "supply": {key: value for key, value in supply.items() if value not in {None, ""}} or None,
            "note": self.note.text(),
        }
        return fields | ({"big": self.big.value, "big_source": self.big_source.text()} if self._may_mark else {})


def _whole(text: str) -> int | None:
    said = text.strip()
    if said and not said.isdecimal():
        raise NoCapacity
    return int(said) if said else None
