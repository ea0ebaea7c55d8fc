"""Conditions as phrases of the quick reference."""

from __future__ import annotations

import pytest

from gridcounter.core.papers.phrases import Phrases
from gridcounter.core.policy import conditions as c

PHRASES = Phrases({}, {}, {})
SHORT = c.Test("works.length_m", c.Operator.AT_MOST, 600)
#: Holds only for supplies that the paper does not name.
UNNAMED = c.Not(c.Test("supply.voltage_kv", c.Operator.EQUAL, 10))


@pytest.mark.parametrize("parts", [(c.Given(UNNAMED), SHORT), (UNNAMED, SHORT), (c.Given(SHORT), UNNAMED)])
def test_a_condition_that_cannot_be_said_takes_the_whole_phrase_with_it(parts: tuple[c.Condition, ...]) -> None:
    """Said without it the rest would hold for everybody."""
    assert PHRASES.of(c.AllOf(parts)) is None
    assert PHRASES.of(c.AllOf((SHORT,))) == "线路总长不超过 600 米"
