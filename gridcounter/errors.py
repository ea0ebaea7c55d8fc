"""What can go wrong, drawn as a tree.

GridcounterError
├── Refusal           the rules or the record say no; the clerk can act on the sentence   (exit code 1)
│   └── WrongInput    what was typed or handed in is wrong; one line for each problem      (exit code 2)
└── Fault             ours or the machine's: a disk, a face, a damaged installation        (exit code 3)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar


class GridcounterError(Exception):
    """Carries a Chinese sentence that can be shown unchanged: what it is given, or the one of its class."""

    sentence: ClassVar[str] = ""

    def __init__(self, *said: object) -> None:
        super().__init__(*(said or (self.sentence,)))


class Refusal(GridcounterError):
    """The rules or the record say no; the message says what to do. Exit code 1."""


class WrongInput(Refusal):
    """Every problem of one input at once, one line each."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = tuple(problems)
        self.lines = tuple(str(problem) for problem in self.problems)
        super().__init__("\n".join(self.lines))


class Fault(GridcounterError):
    """A fault of the program or of the machine, not of the input. Exit code 3."""
