"""What is wrong with a pack that is being written, and how its examples are answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from gridcounter.desktop.authoring.wrapped_table import SentencesModel, SentencesTable
from gridcounter.desktop.kit.theme import Tokens
from gridcounter.services.policy.trial import PlacedProblem, TrialExample, expected_words, found_words, path_words

_AS_EXPECTED, _OTHERWISE = "✓ 符合", "✗ 不符"
_NOT_READ = "这个例子读不出来"


def problems_table(parent: QWidget) -> SentencesTable:
    """Of PlacedProblem."""
    model = SentencesModel(("在哪里", "问题"), _of_problem, lambda _: "")
    return SentencesTable("工作簿里的问题", model, {0: 10}, parent)


def _of_problem(problem: PlacedProblem) -> Sequence[str]:
    where = problem.where
    rows = "、".join(map(str, where.rows))
    return " ".join(filter(None, (where.sheet, f"第 {rows} 行" if rows else ""))) or "—", where.words


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One expectation of an example, or why its case cannot be read."""

    example: TrialExample
    what: str
    expected: str
    found: str
    holds: bool


def example_rows(examples: Iterable[TrialExample]) -> list[ExampleRow]:
    """What is not answered as expected comes first; else in the order of the pack."""
    return sorted((row for one in examples for row in _rows(one)), key=lambda row: row.holds)


def _rows(example: TrialExample) -> Iterator[ExampleRow]:
    for problem in example.problems:
        yield ExampleRow(example, _NOT_READ, "", problem, holds=False)
    for one in example.results:
        yield ExampleRow(example, path_words(one), expected_words(one), found_words(one), one.holds)


def examples_table(tokens: Tokens, parent: QWidget) -> SentencesTable:
    """Of ExampleRow."""
    titles = ("结果", "例子", "答复的哪一项", "应当、实际")

    def words(row: ExampleRow) -> Sequence[str]:
        result = _AS_EXPECTED if row.holds else _OTHERWISE
        differs = "\n".join(filter(None, (row.expected and f"应当{row.expected}", f"实际 {row.found}")))
        return result, row.example.case.name, row.what, row.expected if row.holds else differs

    model = SentencesModel(titles, words, lambda row: "" if row.holds else tokens.danger)
    return SentencesTable("例子的答复", model, {0: 5}, parent)
