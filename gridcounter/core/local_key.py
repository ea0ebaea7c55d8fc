"""The key of a question that one policy asks, with the words of that policy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self


class LocalKey(str):
    """The key of a question that one policy asks. It carries the words of its policy, because two may share an id."""

    __slots__ = ("label", "of_works", "place", "unit", "words")

    label: str
    unit: str
    words: Mapping[str, str]
    of_works: bool
    place: int

    def __new__(
        cls,
        key: str,
        label: str = "",
        unit: str = "",
        words: Mapping[str, str] = MappingProxyType({}),
        *,
        of_works: bool = False,
        place: int = 0,
    ) -> Self:
        """`words` are the labels of the words to choose from; `of_works`: only works can have it.

        `place` is where its policy asks it.
        """
        made = super().__new__(cls, key)
        made.label, made.unit, made.words = label or key, unit, words
        made.of_works, made.place = of_works, place
        return made

    @property
    def field(self) -> LocalKey:
        """The field of an application that holds the answer, with the same words."""
        return LocalKey(f"case.{self}", self.label, self.unit, self.words, of_works=self.of_works, place=self.place)
