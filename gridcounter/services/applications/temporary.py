"""Temporary power: its end date, and what the applicant wants afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.steps import OUTCOMES, TEMPORARY_OUTCOME, TEMPORARY_UNTIL
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.record import Record


class NotLater(Refusal):
    """The new end is not after both today and the present end."""

    sentence = "延期的日期要在今天和原来的日期以后，请改日期"


@dataclass(frozen=True, eq=False)
class Temporary:
    """Acts of one clerk on one record."""

    record: Record
    clerk: str

    def prolong(self, application_id: ApplicationId, until: date, today: date) -> None:
        """Moves the end date. Raises NotLater, ChangedElsewhere."""
        stood = self.record.applications.fields(application_id).get(TEMPORARY_UNTIL)
        if until <= today or (stood is not None and stood.value and until.isoformat() <= stood.value):
            raise NotLater
        self._save(application_id, {TEMPORARY_UNTIL: until.isoformat(), TEMPORARY_OUTCOME: None})

    def settle(self, application_id: ApplicationId, outcome: str) -> None:
        """Records the outcome and removes the end date from the lists.

        Raises ValueError for an outcome not in OUTCOMES.
        """
        if outcome not in OUTCOMES:
            raise ValueError(outcome)
        self._save(application_id, {TEMPORARY_UNTIL: None, TEMPORARY_OUTCOME: outcome})

    def _save(self, application_id: ApplicationId, values: dict[str, str | None]) -> None:
        read = self.record.applications.fields(application_id)
        changes = {field: (value, read[field].ref if field in read else None) for field, value in values.items()}
        Intake(self.record, self.clerk).save(application_id, changes)
