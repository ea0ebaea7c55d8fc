"""The clerk's operations on a filing: acts with their days, the next steps, and what needs attention.

Acts in the wrong order are recorded on their day and marked. Callers pass `today`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.course import ASKED, Form, Stage, marks, next_act, open_acts, stage_of
from gridcounter.core.filing.filing import ENDED, Filing, follow_all
from gridcounter.core.notice import Regime, read_answer, regime_of
from gridcounter.core.policy.model import Track
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_filings import FilingPrepared
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.applications.deadlines import checked_late
from gridcounter.services.ledger.filing_words import OF_THE_FILING
from gridcounter.services.ledger.timeline import TimelineEntry, timeline
from gridcounter.store.journal.projections.life import filing_acts
from gridcounter.store.queries.application_rows import pinned_answer
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.stores import WritingStores

#: Acts that end a version: its posted copy has to be taken down.
ENDING = frozenset({Kind.FILING_RETURNED, Kind.FILING_REFUSED, Kind.FILING_WITHDRAWN, Kind.FILING_LAPSED})


class NotSaid(Refusal):
    """A field that the act needs is empty; `what` names it in Chinese."""

    def __init__(self, what: str) -> None:
        super().__init__(f"请写明{what}")


class NoPostingHere(Refusal):
    """The policy of the place does not require posting."""

    sentence = "本地文件没有要求在现场张贴，不用登记"


@dataclass(frozen=True, slots=True)
class ActDay:
    """The day of an act, and the reason if it is entered late."""

    on: date
    today: date
    late: str = ""

    def values(self) -> dict[str, Any]:
        """As fields of the contents. Raises AfterToday, LateWithoutReason."""
        reason = checked_late(self.on, self.today, self.late)
        return {"on": self.on.isoformat(), "late": reason if self.on < self.today else ""}


@dataclass(frozen=True, slots=True)
class FilingCase:
    """One application's filing for display.

    `regime` is None if none applies, or while that is still `open`.
    """

    application: str
    filing: Filing
    regime: Regime | None
    stage: Stage
    next: Kind | None
    acts: tuple[Kind, ...]
    marks: tuple[str, ...]
    open: bool = False
    track: Track = Track.UNDETERMINED


@dataclass(frozen=True, eq=False)
class Filings:
    """Acts of one clerk on filings."""

    service: ApplicationService

    def look(self, application_id: ApplicationId, today: date) -> FilingCase:
        """The whole state of an application's filing as of `today`. Raises ApplicationNotFound."""
        state = self.service.state(application_id)
        filing, regime = follow_all(filing_acts(self.service.record.db, application_id)), self.regime(state)
        stage = stage_of(filing, str(state.value("project.finish_on") or ""), today)
        following, acts = next_act(filing, regime), open_acts(filing, regime)
        track = Track.UNDETERMINED if state.decision is None else state.decision.approval.track
        undecided, marked = track == Track.UNDETERMINED, marks(filing, regime)
        return FilingCase(application_id, filing, regime, stage, following, acts, marked, undecided, track)

    def history(self, application_id: ApplicationId) -> list[TimelineEntry]:
        """The acts on the filing and its attachments, the newest first."""
        record = self.service.record
        entries = [entry for entry in record.journal.of(application_id) if entry.kind in OF_THE_FILING]
        names = clerk_names(record.db)
        return timeline(entries, names, record.journal.off_clock())[::-1]

    def regime(self, state: ApplicationState) -> Regime | None:
        """The decision's regime; if the case no longer has one, that of the last form or of the pinned answer."""
        if state.decision is not None and state.decision.approval.filing is not None:
            return regime_of(state.decision.approval.filing)
        acts = filing_acts(self.service.record.db, state.row.id)
        kept = next((act.regime for act in reversed(acts) if isinstance(act, FilingPrepared) and act.regime), None)
        if kept is not None:
            return kept
        row = pinned_answer(self.service.record.db, state.row.id)
        return read_answer(row[0]).regime if row else None

    def note(
        self, application_id: ApplicationId, kind: Kind, said: ActDay, values: Mapping[str, Any] | None = None
    ) -> None:
        """Records one act. Raises NotSaid, NoPostingHere, AfterToday, LateWithoutReason, NoFiling, FilingUnderWay."""
        payload = {**said.values(), **_read(kind, dict(values or {}))}
        if kind in {Kind.FORM_POSTED, Kind.FILING_PREPARED}:
            regime = self.regime(self.service.state(application_id))
            if kind == Kind.FORM_POSTED and regime is not None and not regime.post_required:
                raise NoPostingHere
            if kind == Kind.FILING_PREPARED and regime is not None:
                # the basis of the form, whatever changes in the case later
                payload["regime"] = regime.model_dump(mode="json")
        self._append(application_id, [(kind, payload)], said)

    def export(self, application_id: ApplicationId, sha256: str, said: ActDay) -> None:
        """Records that the push package with this SHA-256 was written."""
        self._append(application_id, [(Kind.FILING_EXPORTED, {**said.values(), "sha256": sha256})], said)

    def _append(
        self, application_id: ApplicationId, acts: Sequence[tuple[Kind, Mapping[str, Any]]], said: ActDay
    ) -> None:
        append_together(self.service, application_id, acts, said)


def append_together(
    service: ApplicationService,
    application_id: ApplicationId,
    acts: Sequence[tuple[Kind, Mapping[str, Any]]],
    said: ActDay,
) -> None:
    """Appends all entries or none; an act that ends a version also takes down its posted copy in this transaction."""

    def work(stores: WritingStores) -> None:
        with stores.db.atomic():
            for kind, payload in acts:
                stores.journal.append(Act(kind, payload, service.clerk, application_id))
                filing = follow_all(filing_acts(stores.db, application_id))
                if kind in ENDING and filing.state in ENDED and filing.is_posted:
                    gone = {**said.values(), "why": "备案已结束，张贴件同时撤下"}
                    stores.journal.append(Act(Kind.FORM_TAKEN_DOWN, gone, service.clerk, application_id))

    service.record.write(work)


def _trimmed(form: Form, value: Any) -> Any:  # noqa: ANN401  what a page hands in
    if form == Form.LINES:
        return [text for line in value or () if (text := take_text(line))]
    return take_text(str(value or "")) if form in {Form.LINE, Form.DAY} else value


def _read(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """The values that the act needs, trimmed; others are dropped."""
    found: dict[str, Any] = {}
    for asked in ASKED.get(kind, ()):
        value = _trimmed(asked.form, values.get(asked.key))
        if asked.required and (value is None or value in ("", [])):
            raise NotSaid(asked.label)
        found[asked.key] = value
    if kind == Kind.FILING_RETURNED:
        found["why"] = "；".join(found["wants"])
    return found
