"""One application from the first word to the last: what would be entered on which day, from an answer really given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sample_cases import draw_case, surveyed
from sample_filing import FilingLife
from sample_people import invent

from gridcounter.core.case_reading import parse_case
from gridcounter.core.notice import answer_of, to_payload
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.demo import flat
from gridcounter.store.journal.validators import entries as guards

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from gridcounter.core.deadlines.clocks import Clock
    from gridcounter.core.notice import PinnedAnswer
    from gridcounter.services.office.assessment import Assessor

_ZONE = timezone(timedelta(hours=8))
#: Where the record knows how a consultation becomes an application; elsewhere it stays one.
_CAN_CONVERT = hasattr(guards, "OnlyConsulted")
_LATE = "当天系统维护，第二天补录"
_EVENTS = (
    "accepted",
    "signed",
    "plan_fixed",
    "design_submitted",
    "mid_inspection_requested",
    "approval_accepted",
    "completion_reported",
)


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands in a payload for the entry that an earlier act of the same life became."""

    name: str


@dataclass(frozen=True, slots=True)
class Planned:
    at: datetime
    kind: Kind
    told: Mapping[str, Any]
    name: str = ""


@dataclass
class Life:
    """Its plan is made before it is lived; what lies after the last day of the sample has not happened yet."""

    chance: random.Random
    assessor: Assessor
    place: str
    region: str
    begun: date
    number: str
    short_code: str
    clerk: str
    plan: list[Planned] = field(default_factory=list)
    papers: dict[str, int] = field(default_factory=dict)

    def live(self) -> list[Planned]:
        """The acts in the order of their days."""
        self._known = self.begun
        self._minute = self.chance.randint(0, 300)
        self.case, firm = draw_case(self.chance, self.place, self.begun)
        self.fields = dict(flat({"case": self.case}))
        if self.chance.random() < 0.12 and not self._consulted():
            return self.plan
        person = invent(self.chance, self.region, "样例市", firm=firm)
        self.fields |= {
            "applicant.name": person.name,
            "applicant.id_kind": person.id_kind,
            "applicant.id_number": person.id_number,
            "applicant.contact": person.contact,
            "applicant.phone": person.phone,
            "premises.address": person.address,
            "premises.ownership": self.chance.choice(["owned", "owned", "rented"]),
        }
        opened = {"number": self.number, "short_code": self.short_code, "fields": dict(self.fields)}
        converted = {"converted": True} if self.plan else {}
        self.do(self.begun, Kind.APPLICATION_OPENED, name="opened", **opened, **converted)
        self._session()
        return sorted(self.plan, key=lambda planned: planned.at)

    def _consulted(self) -> bool:
        """Asked without a name; True where an application came of it."""
        opened = {"number": self.number, "short_code": self.short_code, "fields": dict(self.fields)}
        self.do(self.begun, Kind.CONSULTATION_NOTED, name="opened", **opened)
        self.begun = self.later(self.begun, self.chance.randint(1, 10))
        return self.chance.random() < 0.4 and _CAN_CONVERT

    def _session(self) -> None:
        """From the first paper to acceptance."""
        roll = self.chance.random()
        if roll < 0.03:
            self._close(self.later(self.begun, 5), "withdrawn")
            return
        if roll < 0.05:
            return  # begun and left lying
        answer = self._answer(self.case)
        due = self._documents(answer)
        self.do(self.begun, Kind.MATERIALS_RECEIVED, on=self.begun.isoformat())
        if roll < 0.08:
            return  # received and not accepted
        accepted = self.later(self.begun, self.chance.choice((0, 0, 0, 1, 2)))
        on = accepted.isoformat()
        self.do(accepted, Kind.APPLICATION_ACCEPTED, on=on, answer=to_payload(answer))
        self._notice(accepted, answer)
        if self.chance.random() < 0.93:
            entered = self.later(accepted, self.chance.choice((0, 0, 0, 0, 1, 3)))
            number = f"3708{self.chance.randint(0, 10**10 - 1):010d}"
            self.do(entered, Kind.OFFICIAL_NUMBER_ENTERED, number=number)
        for document, until in due:
            self._brought(document, until)
        answer = self._survey(accepted, answer)
        self._supplement(accepted)
        if answer.regime is not None and answer.track in {"filing", "commitment"} and self.chance.random() < 0.9:
            FilingLife(self, self.later(accepted, self.chance.randint(2, 12))).live()
        self._clocks(accepted, answer)

    def _documents(self, answer: PinnedAnswer) -> list[tuple[str, date]]:
        """Those that are deferred, each with its day."""
        deferred = []
        for document in answer.documents:
            if document.stage != "application" or document.state not in {"required", "reference"}:
                continue
            if self.chance.random() < (0.15 if document.state == "required" else 0.05):
                until = self.begun + timedelta(days=self.chance.choice((7, 14, 30)))
                self.do(self.begun, Kind.DOCUMENT_DEFERRED, document=document.id, until=until.isoformat())
                deferred.append((document.id, until))
            else:
                self.do(self.begun, Kind.DOCUMENT_RECEIVED, document=document.id, copies=1, original_seen=True)
        return deferred

    def _brought(self, document: str, until: date) -> None:
        """In time, too late, or never."""
        roll = self.chance.random()
        if roll < 0.9:
            day = self._workday(until + timedelta(days=self.chance.randint(1, 20) if roll > 0.75 else -2))
            day = max(day, self.begun)
            self.do(day, Kind.DOCUMENT_RECEIVED, document=document, copies=1, original_seen=True)

    def _notice(self, on: date, answer: PinnedAnswer) -> None:
        values = self._paper("one_time_notice") | {"answer": to_payload(answer)}
        self.do(on, Kind.NOTICE_ISSUED, name="notice", **values)
        if self.chance.random() < 0.02:
            self.do(on, Kind.PAPER_VOIDED, ref=Ref("notice"), why="地址写错，重出")
            values = self._paper("one_time_notice", replaces=Ref("notice")) | {"answer": to_payload(answer)}
            self.do(on, Kind.NOTICE_ISSUED, name="notice2", **values)
        last = self.plan[-1].name or "notice"
        self.do(on, Kind.PAPER_ISSUED, name="receipt", **self._paper("acceptance_receipt"))
        self.do(on, Kind.PAPER_DELIVERED, ref=Ref("receipt"), how="in_person")
        self.do(on, Kind.NOTICE_DELIVERED, ref=Ref(last), how=self.chance.choice(("in_person", "in_person", "other")))
        if self.chance.random() < 0.85:
            signed = self.later(on, self.chance.choice((0, 0, 1)))
            self._attach(signed, "one_time_notice", "一次性告知书签收件", Ref(last))

    def _survey(self, accepted: date, answer: PinnedAnswer) -> PinnedAnswer:
        if answer.track != "undetermined":
            return answer
        day = self.later(accepted, self.chance.randint(1, 4))
        known = self.case["works"] or {}
        seen = {key: value for key, value in surveyed(self.chance).items() if key not in known}
        if seen:
            values = {f"case.works.{key}": {"to": value, "over": None} for key, value in seen.items()}
            self.do(day, Kind.FIELDS_CHANGED, fields=values)
        works = {**known, **seen}
        now = self._answer(self.case | {"works": works})
        self.do(day, Kind.SURVEY_CONFIRMED, on=day.isoformat(), announced=True, answer=to_payload(now))
        self.do(day, Kind.PAPER_ISSUED, name="survey", **self._paper("survey_update"))
        self.do(day, Kind.PAPER_DELIVERED, ref=Ref("survey"), how="other")
        return now

    def _supplement(self, accepted: date) -> None:
        """A second telling in three of a hundred."""
        if self.chance.random() < 0.03:
            day = self.later(accepted, self.chance.randint(1, 6))
            item = {"document": "authorization", "label": "授权委托书", "clause": "样例条", "why": "改由代理人办理"}
            values = self._paper("supplement_notice") | {"items": [item]}
            self.do(day, Kind.SUPPLEMENT_ISSUED, name="supplement", **values)
            self.do(day, Kind.PAPER_DELIVERED, ref=Ref("supplement"), how="in_person")

    def _clocks(self, accepted: date, answer: PinnedAnswer) -> None:
        """Event by event; a step that is never finished leaves the rest waiting."""
        day = accepted
        for event in _EVENTS:
            starts = {"applied", "accepted"} if event == "accepted" else {event}
            running = [clock for clock in answer.clocks if clock.counts_from in starts]
            if not running:
                continue
            if event != "accepted":
                day = self.later(day, self.chance.choice((0, 1, 2, 5, 10, 30)))
                self._late(day, Kind.EVENT_NOTED, event=event)
            ends = [self._run(day, clock) for clock in running]
            if None in ends:
                return
            day = max(end for end in ends if end is not None)
        if self.chance.random() < 0.95:
            self._close(self.later(day, self.chance.randint(0, 3)), "connected")

    def _run(self, start: date, clock: Clock) -> date | None:
        length = clock.wd if clock.wd is not None else clock.days
        usual = length if length is not None else 5
        roll, rested = self.chance.random(), start
        if roll < 0.04:
            return None
        if usual and self.chance.random() < 0.07:
            rested = self._pause(start, clock.id)
        if roll < 0.68:
            took = self.chance.randint(0 if usual < 2 else 1, max(usual - 1, 0)) if usual else 0
        else:
            took = usual if roll < 0.9 else usual + self.chance.randint(1, 5)
        end = self.later(rested, took)
        self._late(end, Kind.STEP_FINISHED, clock=clock.id)
        return end

    def _pause(self, start: date, clock: str) -> date:
        """A supplement is told and the clock rests until it is here; the last day of both."""
        day, back = self.later(start, 0), self.later(start, self.chance.randint(2, 15))
        if self.chance.random() < 0.7:
            name = f"asked.{clock}"
            self.do(max(day, self._known), Kind.PAPER_ISSUED, name=name, **self._paper("supplement_notice"))
            ground: dict[str, Any] = {"why": "supplement", "ref": Ref(name)}
        else:
            ground = {"why": "request", "ref": "申请人书面申请延期"}
        asked = max(day, self._known)
        self.do(asked, Kind.CLOCK_PAUSED, clocks=[clock], on=day.isoformat(), late="", **ground)
        self.do(max(back, asked), Kind.CLOCK_RESUMED, clocks=[clock], on=back.isoformat(), late="")
        return back

    def _late(self, day: date, kind: Kind, **result: Any) -> None:  # noqa: ANN401  JSON
        """Entered on the day, or after it with the reason; what follows an event is never entered before it."""
        entered = max(self.later(day, 1) if self.chance.random() < 0.04 else day, self._known)
        if kind == Kind.EVENT_NOTED:
            self._known = entered
        self.do(entered, kind, on=day.isoformat(), late=_LATE if entered > day else "", **result)

    def _close(self, day: date, why: str) -> None:
        self.do(day, Kind.APPLICATION_CLOSED, why=why)

    def _attach(self, day: date, paper: str, title: str, ref: Ref) -> None:
        values: dict[str, Any] = {
            "sha256": paper,
            "type": "application/pdf",
            "title": title,
            "size": 1024,
            "paper": ref,
        }
        self.do(day, Kind.ATTACHMENT_ADDED, **values)

    def _paper(self, paper: str, replaces: Ref | None = None) -> dict[str, Any]:
        """The digest is put in where the bytes are: here stands whose bytes."""
        self.papers[paper] = self.papers.get(paper, 0) + 1
        values = {"paper": paper, "version": self.papers[paper], "sha256": paper, "content_hash": "0" * 16}
        return values | {"form_version": "1", "pack_version": "sample", "replaces": replaces}

    def _answer(self, case: Mapping[str, Any]) -> PinnedAnswer:
        packs = self.assessor.packs
        if case["customer"] == "sole_proprietor":
            case = {**case, "sole_proprietor_as_micro": True}  # what the sample's office has settled
        read, problems = parse_case(case, localities=packs.localities, documents=packs.documents)
        if read is None:
            raise AssertionError(problems)
        return answer_of(read, self.assessor.assess(read), Circumstances())

    def do(self, day: date, kind: Kind, *, name: str = "", **result: Any) -> None:  # noqa: ANN401  JSON
        # nine in the morning, and a minute more for each act: the order of planning is the order of a day
        at = datetime.combine(day, time(9), _ZONE) + timedelta(minutes=self._minute + len(self.plan))
        self.plan.append(Planned(at, kind, result, name))

    def later(self, day: date, working_days: int) -> date:
        return self.assessor.calendar.due_on(day, working_days).on if working_days else self._workday(day)

    def _workday(self, day: date) -> date:
        while not self.assessor.calendar.is_workday(day):
            day += timedelta(days=1)
        return day
