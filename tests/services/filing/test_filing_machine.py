"""Acts on a filing in any order, compared with a simple model."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from builders.extent import examples
from builders.filing_builders import TODAY, a_filing_desk
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gridcounter.core.filing.filing import FilingState, why_not_started
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.filing.filing_changes import change
from gridcounter.services.filing.filing_list import FilingList
from gridcounter.services.filing.filings import ActDay

SAID = ActDay(TODAY, TODAY)
ENDS = {
    Kind.FILING_RETURNED: FilingState.RETURNED,
    Kind.FILING_REFUSED: FilingState.REFUSED,
    Kind.FILING_WITHDRAWN: FilingState.WITHDRAWN,
    Kind.FILING_LAPSED: FilingState.LAPSED,
}
STREET = (Kind.WORKS_STARTED, Kind.INSPECTION_NOTED, Kind.BREACH_NOTED, Kind.WORKS_RESTORED)
OPEN = {FilingState.PREPARED, FilingState.SIGNED, FilingState.EXPORTED}


class FilingLife(RuleBasedStateMachine):
    """The model is a handful of plain variables; it knows nothing of kinds, projections or tables."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._opened = a_filing_desk(Path(self._folder.name), "liangzihu")
        self.at = self._opened.__enter__()
        self.version, self.state = 0, FilingState.NONE
        self.signed: set[str] = set()
        self.pushed = self.confirmed = self.posted = self.started = self.restored = False
        self.breaches = self.length = 0

    def teardown(self) -> None:
        self._opened.__exit__(None, None, None)
        self._folder.cleanup()

    @property
    def alive(self) -> bool:
        return self.state not in {FilingState.NONE, *ENDS.values()}

    def tries(self, kind: Kind, **result: Any) -> bool:  # noqa: ANN401  JSON
        before = self.at.record.journal.count()
        try:
            self.at.do(kind, **result)
        except Refusal:
            assert self.at.record.journal.count() == before
            return False
        return True

    @rule()
    def prepare(self) -> None:
        done = self.tries(Kind.FILING_PREPARED)
        assert done == (self.state not in {FilingState.PUSHED, FilingState.FILED})
        if not done:
            return
        if not self.alive:
            self.version += 1
            self.pushed = self.confirmed = self.posted = self.restored = False
        self.state, self.signed = FilingState.PREPARED, set()

    @rule(by=st.sampled_from([["owner"], ["builder"], ["owner", "builder"]]))
    def sign(self, by: list[str]) -> None:
        done = self.tries(Kind.FILING_SIGNED, by=by)
        assert done == (self.state != FilingState.NONE)
        if done:
            self.signed |= set(by)
            if self.state in OPEN:
                self.state = FilingState.SIGNED

    @rule()
    def push(self) -> None:
        if self.tries(Kind.FILING_PUSHED, serial="T-1"):
            self.state, self.pushed = FilingState.PUSHED, True
        else:
            assert self.state == FilingState.NONE

    @rule()
    def confirm(self) -> None:
        if self.tries(Kind.FILING_CONFIRMED, number="备-1"):
            self.state, self.confirmed = FilingState.FILED, True
        else:
            assert self.state == FilingState.NONE

    @rule(kind=st.sampled_from(list(ENDS)))
    def end(self, kind: Kind) -> None:
        if self.tries(kind, why="样例", wants=["样例"]):
            self.state, self.posted = ENDS[kind], False
        else:
            assert self.state == FilingState.NONE

    @rule(kind=st.sampled_from(STREET))
    def happen_in_the_street(self, kind: Kind) -> None:
        """Reality is never refused."""
        assert self.tries(kind, passed=True, text="样例")
        self.started = self.started or kind == Kind.WORKS_STARTED
        self.restored = self.restored or kind == Kind.WORKS_RESTORED
        self.breaches += kind == Kind.BREACH_NOTED

    @precondition(lambda self: self.state != FilingState.NONE)
    @rule(length=st.sampled_from([400, 600, 601]))
    def move_the_line(self, length: int) -> None:
        if length == self.at.desk.state(self.at.application).value("case.works.length_m"):
            return
        lapsed = change(self.at.desk, self.at.application, {"case.works.length_m": length}, "绕行", SAID)
        assert bool(lapsed) == (length > 600 and self.alive)
        if lapsed:
            self.state, self.posted = FilingState.LAPSED, False

    @rule()
    def rebuild(self) -> None:
        assert self.at.record.rebuild().changed == ()

    @invariant()
    def the_page_tells_what_the_notebook_says(self) -> None:
        case = self.at.filings.look(self.at.application, TODAY)
        filing = case.filing
        assert (filing.version, filing.state, set(filing.signed_by)) == (self.version, self.state, self.signed)
        assert (bool(filing.pushed_on), bool(filing.confirmed_on)) == (self.pushed, self.confirmed)
        assert (bool(filing.started_on), bool(filing.restored_on)) == (self.started, self.restored)
        assert (filing.breaches, filing.is_posted) == (self.breaches, self.posted)
        assert not filing.is_alive or case.regime is not None
        assert why_not_started(filing, case.regime, safety_measures=True)
        rows = FilingList(self.at.record).look("样例纸箱", today=TODAY).rows
        assert [row.stage for row in rows] == [case.stage]
        if self.state == FilingState.FILED and not self.started:
            assert case.next == Kind.WORKS_STARTED


FilingLife.TestCase.settings = settings(
    max_examples=examples(40), stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
)
TestFilingLife = FilingLife.TestCase
