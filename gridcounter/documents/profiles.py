"""The print size and darkness of a paper; its content never depends on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

A4: Final = (210.0, 297.0)  # millimetres, width and height
POSTED_LEAST: Final = 16.0  # a posted paper is read from a fence


@dataclass(frozen=True, slots=True)
class Profile:
    """Sizes in points; `margins` in millimetres: top, right, bottom, and left for the binding.

    `note` is for paragraphs that a form marks small, `small` for captions; of tables and notes `..._least` is what they
    give way to where that saves a page; `code_least` is what a code or a date gives way to where it would be broken.
    `widens`: a column takes from others what its codes and dates need, where the letters are too large for it.
    `foot_least` is what the foot gives way to where it would take two lines.
    `leading` and `tight` are line heights in parts of the size, for prose and for tables. `duplex` is what the
    printer is asked for; `foot` is a sentence at the foot of every page; `air` scales the white between the parts.
    In a Word file line heights are `exact`, so that pages break where they should without our faces; not where somebody
    may set the letters larger still.
    """

    name: str
    prose: float = 12.0
    table: float = 10.5
    table_least: float = 10.0
    note: float = 10.5
    note_least: float = 9.0
    small: float = 9.0
    code_least: float = 9.0
    foot_least: float = 9.0
    large: float = 16.0
    callout: float = 12.0
    heading: float = 13.0
    title: float = 20.0
    leading: float = 1.36
    tight: float = 1.28
    air: float = 1.0
    margins: tuple[float, float, float, float] = (20.0, 20.0, 18.0, 25.0)
    fills: bool = True
    widens: bool = False
    duplex: bool = True
    foot: str = ""
    exact: bool = True

    def smaller(self) -> Profile:
        """Tables and notes at their minimum size, for a paper that would otherwise take one more page."""
        return replace(self, table=self.table_least, note=self.note_least)

    def closer(self) -> Profile:
        """The same sizes with less white space, for a paper that would otherwise take one more page."""
        return replace(self, leading=self.leading * 0.93, tight=self.tight * 0.94, air=self.air * 0.6)

    def closest(self) -> Profile:
        """As close as is readable; only if `closer` does not save the page."""
        return replace(self, leading=self.leading * 0.9, tight=self.tight * 0.9, air=self.air * 0.3)

    def for_posting(self, *, generous: bool = True) -> Profile:
        """Nothing below the minimum size; if generous, text read in passing is larger, with white space around it."""
        least, share = POSTED_LEAST, 1.3 if generous else 1.0
        return replace(
            self,
            prose=max(least * share, self.prose),
            table=max(least * share, self.table),
            table_least=max(least * share, self.table),
            note=max(least, self.note),
            note_least=max(least, self.note),
            small=max(least, self.small),
            code_least=max(least, self.code_least),
            foot_least=max(least, self.foot_least),
            large=max(least * share * 1.2, self.large),
            callout=max(least * share * 1.1, self.callout),
            heading=max(least * share * 1.1, self.heading),
            title=max(least * 1.5, self.title),
            air=self.air * (2.4 if generous else 1.0),
        )


NORMAL: Final = Profile("normal")
PORTABLE: Final = Profile("portable", fills=False, duplex=False, foot="热敏件请复印保存")
LARGE: Final = Profile(
    "large",
    prose=15.0,
    table=15.0,
    table_least=13.0,
    note=13.5,
    note_least=12.0,
    small=12.5,
    code_least=12.5,
    foot_least=10.5,
    large=19.0,
    callout=16.0,
    heading=16.5,
    title=24.0,
    widens=True,
    exact=False,
)
PROFILES: Final = {profile.name: profile for profile in (NORMAL, PORTABLE, LARGE)}
