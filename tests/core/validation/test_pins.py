"""The rule for PINs: their form, and those that whoever holds the record tries first."""

from __future__ import annotations

import pytest
from builders.record_builders import PIN

from gridcounter.core.validation.pins import advice_on_pin, is_easily_guessed, wrong_with_pin

TRIED_FIRST = """
0000 000000 99999999 1234 123456 7890 098765 987654 112233 111222 123321 1001
1212 121212 123123 471471 47114711 20262026
1357 2468 2580 135790 1470 1314 147258 159753 789456 123654 741852 520131 201314 5201314 1314520 14789632
"""


@pytest.mark.parametrize("pin", TRIED_FIRST.split())
def test_one_that_is_tried_first_is_refused_and_not_repeated(pin: str) -> None:
    shortest = min(len(pin), 6)
    found, allowed = wrong_with_pin(pin, shortest) or ("", "")

    assert is_easily_guessed(pin)
    assert "太容易猜到" in found
    assert advice_on_pin(pin, shortest).startswith("太容易猜到，请不要用 123456、112233、121212 这样")
    assert pin not in found + allowed.replace("123456、112233、121212", "")


@pytest.mark.parametrize("pin", [PIN, "4711", "8642", "864208", "02468024", "220416", "1229"])
def test_others_are_taken(pin: str) -> None:
    assert wrong_with_pin(pin) is None
    assert advice_on_pin(pin) == ""


def test_of_a_thousand_pins_at_least_nine_hundred_and_fifty_are_left() -> None:
    """A rule that left few would help whoever guesses."""
    for digits in (4, 6):
        refused = sum(is_easily_guessed(f"{number:0{digits}}") for number in range(10**digits))
        assert refused <= 10**digits * 0.05
