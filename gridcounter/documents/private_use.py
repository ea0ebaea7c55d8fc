"""Private-use characters of old Chinese encodings, and the standard characters that replaced them.

GBK gave the 80 characters of FE50–FEA0 the code points U+E815–U+E864. GB 18030-2000, -2005 and -2022 moved them and a
few others to standard places, one edition after the other; old input methods and databases still use the old ones.
"""

from __future__ import annotations

from typing import Final

FIRST: Final = 0xE815
LAST: Final = 0xE864
GAP: Final = 0x7F  # no second byte of GBK has this value

# Python's codec follows GB 18030-2000, which still left these in the private area.
LATER: Final = {
    "\ue7c7": "\u1e3f",  # 2005
    "\ue7c8": "\u01f9",
    "\ue78d": "\ufe10",  # 2022: vertical punctuation
    "\ue78e": "\ufe12",
    "\ue78f": "\ufe11",
    "\ue790": "\ufe13",
    "\ue791": "\ufe14",
    "\ue792": "\ufe15",
    "\ue793": "\ufe16",
    "\ue794": "\ufe17",
    "\ue795": "\ufe18",
    "\ue796": "\ufe19",
    "\ue81e": "\u9fb4",  # 2022: ideographs
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue832": "\u9fb8",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue864": "\u9fbb",
    "\ue816": "\U00020087",  # in Unicode since 3.1
    "\ue817": "\U00020089",
    "\ue818": "\U000200cc",
    "\ue831": "\U000215d7",
    "\ue83b": "\U0002298f",
    "\ue855": "\U000241fe",
}


def successor(char: str) -> str | None:
    """The standard character to type instead, if the standards name one."""
    if char in LATER:
        return LATER[char]
    if not FIRST <= ord(char) <= LAST:
        return None
    second = 0x50 + ord(char) - FIRST
    return bytes((0xFE, second + (second >= GAP))).decode("gb18030")
