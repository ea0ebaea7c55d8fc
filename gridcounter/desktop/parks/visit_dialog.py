"""走访: how it went, and what was asked there. One column, from the keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.parks.visits import Signing, VisitReason, VisitWay
from gridcounter.core.parks.words import REASONS, WAYS
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Form
from gridcounter.desktop.kit.tab_stop import last_stop, put_after
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.parks.book_dialog import BookDialog, parts, said_day
from gridcounter.desktop.parks.request_rows import RequestRows
from gridcounter.services.parks.told import VisitTold
from gridcounter.services.parks.visits import Visits

_SIGNINGS: Mapping[object, str] = {Signing.SIGNED: "企业签了字", Signing.DECLINED: "不便签字"}
_LATE = "早于今天的是补录，记录里写明“补录”和原因"


@dataclass(frozen=True, slots=True)
class Whom:
    """Of whom a visit is: `firm` "" is the committee of the park. `visit` is one that was planned, or ""."""

    park: str
    firm: str
    name: str
    visit: str = ""


class VisitDialog(BookDialog):
    """Records one visit with its requests and promises, all of it or nothing. `earlier` is what was said before."""

    def __init__(
        self, visits: Visits, whom: Whom, earlier: tuple[str, ...], scale: Scale, parent: QWidget | None = None
    ) -> None:
        self._visits, self._whom, self.earlier = visits, whom, earlier
        self.requests: list[RequestRows] = []
        super().__init__(f"走访 {whom.name}", "登记走访", scale, parent)

    def build(self) -> None:
        for text in self.earlier:
            self.form.hint(f"上次说过：{text}")
        self.on = self.day("on", "哪天走访", given=today())
        self.late = self.line("late", "为什么现在才登记", hint=_LATE)
        self.time = self.line("time", "时间（如 14:00—15:00，可不填）")
        self.way = self.pick("way", "方式", WAYS, VisitWay.ON_SITE)
        duty = self._visits.duty
        reasons = {key: label for key, label in REASONS.items() if key != VisitReason.DUTY or duty is not None}
        hint = f"{REASONS[VisitReason.DUTY]}：{duty.basis}；只数上门" if duty else ""
        self.reason = self.pick("reason", "事由", reasons, VisitReason.OTHER, hint)
        self.ours = self.line("ours", "我方谁去（几个人用、隔开）", self._visits.service.clerk_name)
        self.others = self.line("others", "同去的别的单位、姓名（可不填）")
        self.received_by = self.line("received_by", "对方接待人、职务")
        self.requests_form = Form(self)
        self.requests_form.column.setSpacing(8)
        self.column.addWidget(PlainLabel("诉求", self, look="Section"))
        self.column.addWidget(self.requests_form)
        self.more = QPushButton("再记一条诉求", self)
        self.more.setAutoDefault(False)
        self.column.addWidget(self.more)
        self.rest = Form(self)
        self.rest.column.setSpacing(8)
        self.column.addWidget(self.rest)
        self.said = self.rest.line("said", "还谈了什么（可不填）")
        self.left = self.rest.line("left", "留下的材料（几样用、隔开，可不填）")
        self.signed = Choice(_SIGNINGS, "走访记录签字", self)
        self.rest.row("signed", "走访记录签字（没有拿出记录的不选；不签不影响任何办理）", self.signed)
        self.add_request()
        self.more.clicked.connect(self._on_more)
        self.on.textChanged.connect(self._on_day)
        self._on_day()
        self.time.setFocus()

    def add_request(self) -> RequestRows:
        """One more, below the others."""
        visits = self._visits
        made = RequestRows(
            len(self.requests) + 1, visits.service.clerk_name, visits.service.assessor.calendar, self.requests_form
        )
        made.follow_day(self.on.day)
        before = last_stop(self.requests[-1]) if self.requests else self.received_by
        self.requests.append(made)
        self.requests_form.column.addWidget(made)
        put_after(before, [made, self.more])
        self.lead_by_keys()
        return made

    def record(self) -> None:
        whom = self._whom
        told = VisitTold(
            said_day(self.on, "哪天走访"),
            parts(self.ours.text()),
            str(self.way.value or ""),
            str(self.reason.value or ""),
            self.time.text(),
            parts(self.others.text()),
            self.received_by.text(),
            parts(self.left.text()),
            str(self.signed.value or ""),
            self.said.text(),
            self.late.text(),
        )
        asked = [one.asked(whom.firm) for one in self.requests if not one.is_empty]
        firms = [whom.firm] if whom.firm else []
        self._visits.hold(whom.park, firms, told, asked, today(), whom.visit)

    @Slot()
    def _on_more(self) -> None:
        self.add_request().words.setFocus()

    @Slot()
    def _on_day(self) -> None:
        day = self.on.day
        self.form.rows["late"].setVisible(day is not None and day < today())
        for one in self.requests:
            one.follow_day(day)
