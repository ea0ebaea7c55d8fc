"""The one rule for PINs: digits alone, which every field for a PIN takes, and no more than it holds; none tried first.

A PIN of four digits is found by some thousand tries. It is enough to say who of the desk is at work; whoever voids,
purges and changes keys has one of six. What was set before this rule still identifies its clerk.
"""

from __future__ import annotations

from itertools import pairwise

LONGEST_PIN = 8
SHORTEST_PIN = 4
#: For a shift leader and for an administrator.
SHORTEST_OF_LEADERS = 6
#: Which lists of leaked PINs begin with and the rule does not find: ways over the keys, and what sounds like words.
_COMMON = """
1357 2468 2580 13579 24680 135790 135791 135792 246801 1357924 2468135 13579246 24681357
0852 1470 0741 3690 5200 1314 5210 147258 258369 147852 258741 369258 369852 741852 852963 963852 741963 963741
456852 852456 159753 159357 753159 753951 357159 357951 951753 951357 159951 789456 456789 456123 123789 789123
123654 321654 654123 321456 134679 124578 142536 246810 102030 010203 100200 520131 201314 521314 131452 520530
518518 168888 888168 5201314 1314520 1478963 1235789 7895123 14789632 25802580 52013140 13145200
"""
_EXAMPLES = "123456、112233、121212 这样相邻或重复的数字"


def has_form(pin: str, shortest: int = SHORTEST_PIN) -> bool:
    """ASCII digits only, `shortest` to LONGEST_PIN of them."""
    return pin.isascii() and pin.isdecimal() and shortest <= len(pin) <= LONGEST_PIN


def is_easily_guessed(pin: str) -> bool:
    """A common one; or each digit is the one before or next to it (9 is next to 0), or the first ones come again."""
    if pin in _COMMON.split():
        return True
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps <= {0, 1, 9} or any(pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))


def pin_words(shortest: int = SHORTEST_PIN) -> str:
    """4 至 8 位数字."""
    return f"{shortest} 至 {LONGEST_PIN} 位数字"


def wrong_with_pin(pin: str, shortest: int = SHORTEST_PIN) -> tuple[str, str] | None:
    """What was given and what is allowed, without the PIN itself; None for a good one."""
    if not has_form(pin, shortest):
        return f"{len(pin)} 位", f"{pin_words(shortest)}的操作码"
    return ("太容易猜到的操作码", f"别的数字，不要用 {_EXAMPLES}") if is_easily_guessed(pin) else None


def advice_on_pin(pin: str, shortest: int = SHORTEST_PIN) -> str:
    """The sentence below the field of a new PIN; "" for a good one."""
    if not has_form(pin, shortest):
        return f"请用 {pin_words(shortest)}"
    return f"太容易猜到，请不要用 {_EXAMPLES}" if is_easily_guessed(pin) else ""
