"""单位资料: the letterhead of every paper, and the authorities that papers name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.section import Section, office_problems
from gridcounter.desktop.settings.park import HINT, LABEL, PARKS, parks_matter
from gridcounter.services.office.offices import matters_of, read_office, set_office

#: The contract's keys that are lines of text.
_LINES = (
    ("name", "单位名称", "印在每份文书的抬头"),
    ("supplier", "供电企业", "盖章和办理业务的供电企业全称"),
    ("window", "窗口", "如 3号窗口"),
    ("phone", "电话", "申请人打这个电话询问"),
    ("address", "地址", ""),
    ("hours", "办公时间", "如 周一至周五 9:00—17:00"),
)
_PARTS = (("name", "受理单位"), ("window", "窗口"), ("phone", "电话"))
_READINGS: Mapping[object, str] = {None: "尚未确定", True: "比照小微企业", False: "按一般企业"}
_ROLES: Mapping[object, str] = dict([(None, "未填"), *WORD_LABELS["office.role"].items()])


class OfficeSection(Section):
    """For administrators: the office's particulars."""

    TITLE = "单位资料"

    def build(self) -> None:
        service = self.session.service
        today = datetime.now().astimezone().date()
        self._matters = matters_of(service.assessor.packs, service.place, today)
        self.lines: dict[str, QLineEdit] = {}
        self.heading("本单位", f"地区：{service.header.place}。地区和单位代号写在已出具的编号里，建立后不再改。")
        for key, label, hint in _LINES:
            self.lines[key] = self.line(key, label, hint)
            if key == "name":
                self.role = self.choice("role", "单位性质", _ROLES)
                self._build_park()
        self.heading("政策口径")
        self.confirmed = self.line(
            "policy_confirmed_on",
            "本单位确认政策内容的日期",
            "写作 2026-09-21。留空时，文书抬头注明“政策依据待本单位确认”。",
        )
        self.today = QPushButton("今天确认", self)
        self.column.addWidget(self.today)
        self.reading = self.choice(
            "reading", "个体工商户怎样办理", _READINGS, "政策没有写明的，由本单位定；定了以后新的答复按它来。"
        )
        self.heading("审批和备案的受理单位", "告知单上写给申请人：到哪里、打什么电话。不知道的可以先空着。")
        self.authorities: dict[str, dict[str, QLineEdit]] = {}
        for matter, label in self._matters:
            self.authorities[matter] = {
                part: self.line(f"authorities.{matter}.{part}", f"{label} · {result}") for part, result in _PARTS
            }

    def _build_park(self) -> None:
        """Where the policy looks at parks at all."""
        service = self.session.service
        self.park: QComboBox | None = None
        if parks_matter(service.assessor.packs, service.place):
            self.park = self.choice("park", LABEL, PARKS, HINT)

    def wire(self) -> None:
        self.today.clicked.connect(self._on_today)

    def load(self) -> None:
        office = read_office(self.session.record)
        for key, edit in self.lines.items():
            edit.setText(str(office.values.get(key) or ""))
        self.role.setCurrentIndex(max(0, self.role.findData(office.values.get("role"))))
        if self.park is not None:
            self.park.setCurrentIndex(max(0, self.park.findData(office.park)))
        self.confirmed.setText(str(office.values.get("policy_confirmed_on") or ""))
        self.reading.setCurrentIndex(list(_READINGS).index(office.sole_proprietor_as_micro))
        result = office.values.get("authorities") or {}
        for matter, parts in self.authorities.items():
            for part, edit in parts.items():
                edit.setText(str((result.get(matter) or {}).get(part) or ""))

    def _read(self) -> dict[str, Any]:
        values: dict[str, Any] = {key: take_text(edit.text()) or None for key, edit in self.lines.items()}
        values["role"] = self.role.currentData()
        values["policy_confirmed_on"] = self.confirmed.text().strip() or None
        values["authorities"] = self._read_authorities() or None
        return values

    def _read_authorities(self) -> dict[str, Any]:
        # the authority of a matter that this pack no longer has stays on record
        found = dict(read_office(self.session.record).values.get("authorities") or {})
        for matter, parts in self.authorities.items():
            found.pop(matter, None)
            texts = {part: take_text(edit.text()) or None for part, edit in parts.items()}
            if any(texts.values()):
                found[matter] = texts
        return found

    def check(self) -> Mapping[str, str]:
        return office_problems(self._read())

    def save(self) -> None:
        service = self.session.service
        reading = self.reading.currentData()
        record = self.session.record
        park = read_office(record).park if self.park is None else self.park.currentData()
        set_office(record, service.clerk, self._read(), sole_proprietor_as_micro=reading, park=park)
        self.session.switch_clerk(service.clerk)

    @Slot()
    def _on_today(self) -> None:
        self.confirmed.setText(datetime.now().astimezone().date().isoformat())
