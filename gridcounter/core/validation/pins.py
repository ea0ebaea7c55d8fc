"""The one rule for PINs: digits alone, which every field for a PIN takes, and no more than it holds.

A PIN of four digits is found by some thousand tries. It is enough to say who of the desk is at work; whoever voids,
purges and changes keys has one of six.
"""

from __future__ import annotations

LONGEST_PIN = 8
SHORTEST_PIN = 4
#: For a shift leader and for an administrator.
SHORTEST_OF_LEADERS = 6


def is_good_pin(pin: str, shortest: int = SHORTEST_PIN) -> bool:
    """ASCII digits only, `shortest` to LONGEST_PIN of them."""
    return pin.isascii() and pin.isdecimal() and shortest <= len(pin) <= LONGEST_PIN


def pin_words(shortest: int = SHORTEST_PIN) -> str:
    """4 至 8 位数字."""
    return f"{shortest} 至 {LONGEST_PIN} 位数字"
