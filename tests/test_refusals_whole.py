"""The text of every refusal and fault: tests/held_refusals.txt."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

from builders.held import hold

import gridcounter
from gridcounter.errors import GridcounterError

#: What stands for an argument, by the name of its type.
GIVEN: dict[str, tuple[object, ...]] = {
    "Path": (Path("样例夹"),),
    "str": ("样例",),
    "int": (3,),
    "bool": (True, False),
    "date": (date(2026, 9, 28),),
    "str | None": ("样例", None),
    "ApplicationId": ("样例",),
    "ApplicationId | None": ("样例", None),
    "int | None": (3, None),
    "date | None": (date(2026, 9, 28), None),
    "Path | None": (Path("样例夹"), None),
    "Sequence[str]": (("样例甲", "样例乙"),),
    "Iterable[str]": (("样例甲", "样例乙"),),
    "tuple[str, ...]": (("样例甲", "样例乙"),),
    "list[str]": (["样例甲", "样例乙"],),
}


def kinds(base: type[GridcounterError]) -> Iterator[type[GridcounterError]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("gridcounter."):
            yield kind
            yield from kinds(kind)


def everything() -> list[type[GridcounterError]]:
    for module in pkgutil.walk_packages(gridcounter.__path__, "gridcounter."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(set(kinds(GridcounterError)), key=lambda kind: (kind.__module__, kind.__name__))


def sentences(kind: type[GridcounterError]) -> Iterator[str]:
    """With each set of arguments; one whose arguments are no plain values is told by the tests of what raises it."""
    if kind.__init__ is GridcounterError.__init__:  # it says the sentence of its class, or what it is given
        yield from filter(None, [kind.sentence.replace("\n", " ⏎ ")])
        return
    wanted = [one for one in inspect.signature(kind).parameters.values() if one.kind != one.VAR_KEYWORD]
    if any(one.kind == one.VAR_POSITIONAL or str(one.annotation) not in GIVEN for one in wanted):
        return
    for given in product(*(GIVEN[str(one.annotation)] for one in wanted)):
        plain = [value for value, one in zip(given, wanted, strict=True) if one.kind != one.KEYWORD_ONLY]
        named = {one.name: value for value, one in zip(given, wanted, strict=True) if one.kind == one.KEYWORD_ONLY}
        try:
            yield str(kind(*plain, **named)).replace("\n", " ⏎ ")
        except (TypeError, KeyError, ValueError):  # a word of its own vocabulary is wanted
            return


def test_every_sentence_of_refusal_is_what_it_was() -> None:
    lines = []
    for kind in everything():
        parts = list(dict.fromkeys(sentences(kind)))
        lines += [f"{kind.__module__.removeprefix('gridcounter.')} {kind.__name__}", *(f"  {one}" for one in parts)]
    assert sum(line.startswith("  ") for line in lines) > 120
    hold(Path(__file__).with_name("held_refusals.txt"), lines)
