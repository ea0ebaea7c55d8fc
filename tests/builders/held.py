"""Compares whole results with text files: any change is shown, and an intended one is written again.

`GRIDCOUNTER_SEEN=write` writes the files; a test that wrote fails once, so that the option is not left on.
"""

from __future__ import annotations

import json
import operator
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from difflib import unified_diff
from enum import Enum
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from gridcounter.errors import Refusal

Same = Callable[[Sequence[str], Sequence[str]], bool]

#: What to do about a difference.
_WRITTEN = "Written anew: read it (git diff), run again without GRIDCOUNTER_SEEN, and commit it with the change."
_CHANGED = (
    "This changes a whole result that is kept as text. Not meant: the change has an effect that you did not expect. "
    "Meant: run this test once with GRIDCOUNTER_SEEN=write (CONTRIBUTING.md, Tests)."
)
_MOST = 40
_WIDTH, _WIDE = 200, 150
#: Of a dataclass what is none of these is told.
_NOTHING: tuple[object, ...] = (None, False, "", ())
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)?")


def hold(path: Path, lines: Iterable[str], note: str = "") -> None:
    """Compare with what stands in the file, line by line; `note` is told with a difference."""
    __tracebackhide__ = True
    fail_with(difference(path, lines), note)


def difference(path: Path, lines: Iterable[str], same: Same = operator.eq) -> list[str]:
    """From what stands in the file, which is written anew where that is asked for."""
    found = [line.rstrip() for text in lines for line in (text.splitlines() or [""])]
    held = path.read_text("utf-8").splitlines() if path.exists() else []
    if same(held, found):
        return []
    if os.environ.get("GRIDCOUNTER_SEEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in found), "utf-8", newline="\n")
    return list(unified_diff(held, found, f"{path.name} as held", "now", lineterm="", n=1))


def fail_with(changed: Sequence[str], note: str = "") -> None:
    """With the first lines of what has changed, where anything has."""
    __tracebackhide__ = True
    if not changed:
        return
    more = [f"… {len(changed) - _MOST} more lines"] if len(changed) > _MOST else []
    text = _WRITTEN if os.environ.get("GRIDCOUNTER_SEEN") == "write" else _CHANGED
    pytest.fail("\n".join([*changed[:_MOST], *more, text, note]), pytrace=False)


class Names:
    """What is drawn by lot is called by its place: one thing always by one name, so that one for another shows."""

    def __init__(self, **patterns: str) -> None:
        self._patterns = {kind: re.compile(pattern) for kind, pattern in patterns.items()}
        self._known: dict[str, dict[str, str]] = defaultdict(dict)
        self._called: dict[str, str] = {}

    def match(self, kind: str, pattern: str) -> None:
        self._patterns[kind] = re.compile(pattern)

    def call(self, value: str, name: str) -> None:
        """Wherever it stands; the first name stays."""
        self._called.setdefault(value, name)

    def plain(self, text: str) -> str:
        """Without what is another in every run; days stay, hours go."""
        for value, name in sorted(self._called.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(value, name)
        for kind, pattern in self._patterns.items():
            text = pattern.sub(partial(self._name, kind), text)
        return _TIME.sub(r"\1T…", text)

    def _name(self, kind: str, found: re.Match[str]) -> str:
        if kind.endswith("_"):  # two of them may be one or not
            return kind
        known = self._known[kind]
        return known.setdefault(found[0], f"{kind}{len(known) + 1}")


def told(value: Any) -> Any:  # noqa: ANN401  whatever an answer is made of
    """As JSON has it; of a dataclass or model only the fields that say something."""
    if isinstance(value, BaseModel):
        return told(value.model_dump(mode="json", exclude_defaults=True))
    if is_dataclass(value) and not isinstance(value, type):
        pairs = [(one.name, getattr(value, one.name)) for one in fields(value)]
        return {name: told(each) for name, each in pairs if not _says_nothing(each)}
    if isinstance(value, dict):
        return {str(key): told(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(map(told, value), key=repr)
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _says_nothing(value: object) -> bool:
    return any(type(value) is type(empty) and value == empty for empty in _NOTHING)


def shown(value: Any, label: str = "", indent: str = "") -> Iterator[str]:  # noqa: ANN401  as above
    """One line where it fits, else one for each of its parts."""
    plain = told(value)
    whole = _as_text(plain)
    head = f"{indent}{label}: " if label else indent
    if len(head) + len(whole) <= _WIDTH or not isinstance(plain, dict | list):
        yield head + whole
        return
    if label:
        yield head.rstrip()
        indent += "  "
    for key, each in plain.items() if isinstance(plain, dict) else (("-", one) for one in plain):
        yield from shown(each, key, indent)


def _as_text(plain: Any) -> str:  # noqa: ANN401  JSON
    """JSON without quotes: a person reads it."""
    if isinstance(plain, dict):
        return "{" + ", ".join(f"{key}={_as_text(each)}" for key, each in plain.items()) + "}"
    if isinstance(plain, list):
        return "[" + "; ".join(map(_as_text, plain)) + "]"
    if isinstance(plain, str):
        return json.dumps(plain, ensure_ascii=False) if plain != plain.strip() or "\n" in plain or not plain else plain
    return json.dumps(plain)


def answered(label: str, function: Callable[..., Any], *given: Iterable[Any]) -> Iterator[str]:
    """What comes of each set of arguments; short ones side by side, a refusal as its sentence."""
    yield f"= {label}"
    row = ""
    for arguments in product(*given):
        try:
            found = function(*arguments)
        except Refusal as wrong:
            found = f"✗ {wrong}"
        asked = "｜".join(repr(one) if type(one) is str else str(told(one)) for one in arguments)
        (line, *more) = shown(found, asked)
        if row and (more or len(row) + len(line) > _WIDE):
            yield row
            row = ""
        row = f"{row}   {line}" if row else f"  {line}"
        if more:
            yield row
            yield from (f"  {each}" for each in more)
            row = ""
    if row:
        yield row
