"""交班: the slip of the clerk who leaves, confirmed by the next clerk's PIN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from gridcounter.core.deadlines.clocks import Clock, Run, due_on
from gridcounter.core.filing.course import Stage, stage_label
from gridcounter.core.filing.filing import STATE_LABELS, FilingState
from gridcounter.core.papers.file_name import short_name
from gridcounter.core.policy.businesses.rule import other_business
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.reports.shift import Slip, SlipLine, SlipPart, slip_model
from gridcounter.core.wording import day_near
from gridcounter.documents.faces import Faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.errors import Refusal
from gridcounter.services.office.businesses import businesses_of
from gridcounter.services.record.signing import anchor
from gridcounter.store.queries.figures import ClockRow, FigureStore
from gridcounter.store.queries.shift import ShiftStore

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.office.clerks import Clerks
    from gridcounter.store.stores import Stores


class SameClerk(Refusal):
    """The next clerk is the one who leaves."""

    sentence = "接班的不能是交班人自己，请选下一班的受理员"


@dataclass(frozen=True, eq=False)
class Shift:
    """Shift acts on one open session."""

    service: ApplicationService
    clerks: Clerks

    def slip(self, today: date) -> Slip:
        """May run on any thread: it reads over a connection of its own."""
        names = businesses_of(self.service.assessor.packs, self.service.place)
        with self.service.record.reading() as stores:
            store = ShiftStore(stores.db)
            lines = _Lines(store, names)
            running = FigureStore(stores.db).running_clocks(today.isoformat())
            dues = [(due, row) for row in running for due in [self._due(row)] if due is not None]
            parts = (
                SlipPart("promised", "我今天受理并答复时限的", self._promised(lines, dues, today)),
                SlipPart("due_tomorrow", "下一个工作日到期的", self._due_next(lines, dues, today)),
                SlipPart(
                    "unsigned",
                    "我出的告知书还没有签收件的",
                    tuple(
                        lines.of(one, number, f"{day} 出具") for one, number, day in store.unsigned(self.service.clerk)
                    ),
                ),
                SlipPart(
                    "not_entered",
                    "还没有录入业务系统的",
                    tuple(lines.of(one, number, f"{on} 受理") for one, number, on in store.not_entered()),
                ),
                SlipPart(
                    "filings",
                    "正在办的备案",
                    tuple(lines.of_filing(row, self.service.filing_form) for row in store.filings()),
                ),
            )
            office = str(self.service.office.get("name") or "")
            where = anchor(self.service.record, self.service.clerk, stores)
            return Slip(today, office, self.service.clerk_name, parts, self._drawer(stores, today), where)

    def hand_over(self, slip: Slip, to: str, pin: str) -> None:
        """The next clerk confirms by PIN; who is alone confirms for his own next shift.

        Raises SameClerk, WrongPin, WaitForPin, ClerkNotFound.
        """
        if to == self.service.clerk and not self.alone:
            raise SameClerk
        self.clerks.identify(to, pin)
        values = {"to": to, "figures": slip.figures}
        self.service.record.journal.append(Act(Kind.DESK_HANDED_OVER, values, self.service.clerk))

    @property
    def alone(self) -> bool:
        """Whether the office has no other clerk to hand over to."""
        return all(clerk.id == self.service.clerk for clerk in self.clerks.active())

    def _due(self, row: ClockRow) -> date | None:
        clock = Clock(row.clock, row.label, "", row.wd, row.days, None)
        found = due_on(Run(clock, row.started, None, row.pauses), self.service.assessor.calendar)
        return None if found is None else found.on

    def _promised(self, lines: _Lines, dues: list[tuple[date, ClockRow]], today: date) -> tuple[SlipLine, ...]:
        """Deferred documents with the first day that was named."""
        first: dict[str, tuple[date, int, str]] = {}
        for due, row in dues:
            clock = due, row.place, row.label
            first[row.application] = min(first.get(row.application, clock), clock)
        accepted = lines.store.acted(self.service.clerk, Kind.APPLICATION_ACCEPTED, today)
        return tuple(
            lines.of(one, number, f"{first[one][2]}，{day_near(first[one][0], today)}前" if one in first else "")
            for one, number in accepted
        )

    def _due_next(self, lines: _Lines, dues: list[tuple[date, ClockRow]], today: date) -> tuple[SlipLine, ...]:
        """Clocks due until the next working day, including days off between, when the office is closed."""
        until = self.service.assessor.calendar.due_on(today, 1).on
        return tuple(
            lines.of(row.application, lines.store.number_of(row.application), f"{row.label}，{day_near(due, today)}")
            for due, row in sorted(dues, key=lambda pair: (pair[0], pair[1].application))
            if today < due <= until
        )

    def _drawer(self, stores: Stores, today: date) -> str:
        """Drawer sheets numbered before the policy in force, or in another quarter than the one of their table."""
        store = ShiftStore(stores.db)
        made = store.last_act(Kind.NUMBERS_RESERVED)
        if made is None:
            return ""
        edition = self.service.assessor.packs.edition(self.service.place, today)
        changed = max(filter(None, (edition.header.in_force_from, store.last_adoption())))
        if made < changed:
            return f"备用件是 {made.isoformat()} 印的，早于现行政策版本，请作废重印"
        if (made.year, (made.month - 1) // 3) != (today.year, (today.month - 1) // 3):
            return f"备用件是 {made.isoformat()} 印的，速查表上的工作日表已过期，请重印"
        return ""


@dataclass(frozen=True, slots=True)
class _Lines:
    """`businesses` are names by id. The slip stays in the office, and is still read by whoever passes the desk."""

    store: ShiftStore
    businesses: Mapping[str, str]

    def of(self, application_id: str, number: str, what: str) -> SlipLine:
        """Another business than connecting is named: the next clerk has other things to do for it."""
        name = short_name(*self.store.applicant_of(application_id))
        other = other_business(self.store.business_of(application_id))
        parts = " ".join(filter(None, (number, name))), self.businesses.get(other, other), what
        return SlipLine(application_id, "　".join(filter(None, parts)))

    def of_filing(self, filing: tuple[str, str, int, str, bool], form: str | None) -> SlipLine:
        """Its version, and where it stands."""
        application_id, number, version, state, started = filing
        working = started and state != FilingState.RETURNED
        stage = Stage.WORKING if working else Stage.FILED if state == FilingState.FILED else None
        where = STATE_LABELS[FilingState(state)] if stage is None else stage_label(stage, form)
        return self.of(application_id, number, f"第 {version} 版，{where}")


def draw_slip(slip: Slip, faces: Faces) -> bytes:
    """The slip as PDF bytes. Raises Unprintable."""
    target = BytesIO()
    PdfRenderer(faces, NORMAL).render(slip_model(slip), target)
    return target.getvalue()
