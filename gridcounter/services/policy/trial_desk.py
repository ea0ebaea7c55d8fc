"""The readings of one pack that is being written, one after the other, and the case that is tried under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.policy.trial import TrialExample, TrialReading, on_trial
from gridcounter.services.policy.trial_case import TrialCase, trial_state


@dataclass(frozen=True, slots=True)
class TrialVersion:
    """A reading whose rules answer; `at` is when it was read, in words."""

    reading: TrialReading
    assessor: Assessor
    at: str

    @property
    def version(self) -> str:
        """The digest of its pack."""
        pack = self.reading.pack
        return "" if pack is None else pack.version


class TrialDesk:
    """`now` is what was read last, `answering` the last version that answers, `before` the other one before it.

    `example` is the name of the example that the case was taken from, "" for none; `altered`: it was changed since.
    """

    def __init__(self, installed: Assessor, *, as_micro: bool | None) -> None:
        self._installed, self._as_micro = installed, as_micro
        self.now: TrialReading | None = None
        self.answering: TrialVersion | None = None
        self.before: TrialVersion | None = None
        self.case: TrialCase | None = None
        self.example, self.altered = "", False

    @property
    def stale(self) -> bool:
        """Whether what was read last cannot answer, and an earlier version does."""
        return self.now is not None and self.now.pack is None and self.answering is not None

    def take(self, reading: TrialReading, at: str, today: date) -> None:
        """Another reading. A case taken from an example follows what the example says now."""
        self.now = reading
        if reading.pack is None:
            return
        version = TrialVersion(reading, on_trial(reading, self._installed), at)
        if self.answering is not None and self.answering.version != version.version:
            self.before = self.answering
        self.answering = version
        again = next((one for one in reading.examples if one.case.name == self.example), None)
        if again is not None and not self.altered:
            self.choose(again)
        elif self.case is None:
            self._choose_first(reading.examples, max(today, reading.pack.header.in_force_from))

    def _choose_first(self, examples: Iterable[TrialExample], day: date) -> None:
        """One that does not hold before those that do; without any, a case of that day."""
        first = sorted((one for one in examples if not one.problems), key=lambda one: one.holds)
        self.choose(first[0]) if first else self.begin(day)

    def choose(self, example: TrialExample) -> bool:
        """Takes the case of an example; False, and nothing else, if it cannot be read."""
        if example.problems:
            return False
        self.case, self.example, self.altered = TrialCase.of_example(example.case), example.case.name, False
        return True

    def begin(self, day: date) -> None:
        """A case of which nothing is known but its day."""
        self.case, self.example, self.altered = TrialCase.on_day(day), "", False

    def answer(self, field: str, value: object) -> None:
        """One more answer of the case."""
        if self.case is not None:
            self.case, self.altered = self.case.answered(field, value), True

    @property
    def state(self) -> ApplicationState | None:
        """The case under the version that answers; None while there is neither."""
        return self._under(self.answering)

    @property
    def state_before(self) -> ApplicationState | None:
        """The same case under the version before; None without one."""
        return self._under(self.before)

    def _under(self, version: TrialVersion | None) -> ApplicationState | None:
        if version is None or version.reading.pack is None or self.case is None:
            return None
        return trial_state(self.case, version.reading.pack, version.assessor, as_micro=self._as_micro)
