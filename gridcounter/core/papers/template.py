"""The marks of a form's text, turned into inline parts. A value is always plain text, never parsed again.

{key} a value, or a line to fill in by hand · {key:40} with a line of 40 mm · {key?} a value or nothing · {_} {_40} a
line to fill in · {tick:flag} a box · {choice:key} all words of a key, the chosen ones ticked · **bold**
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.papers.form_model import Blank, Content, Inline, Paragraph, Tick, Words
from gridcounter.core.papers.view import Row, View

_MARK = re.compile(r"\{([^{}]+)\}|(\*\*)")
#: Millimetres: the default length, and the width between a page's margins.
_LINE, _LONGEST_LINE = 28.0, 170.0
#: In a row: the application key that an empty cell of it asks for.
ASKED = "asked"


@dataclass(slots=True)
class Filler:
    """Fills templates from a view and records which keys were empty."""

    view: View
    blanks: dict[str, None] = field(default_factory=dict)

    def content(self, template: str, row: Row | None = None) -> Content:
        """One paragraph for each line of the template; a name is looked up in `row` before the values of the view."""
        return tuple(self.paragraph(line, row) for line in template.split("\n"))

    def paragraph(self, template: str, row: Row | None = None) -> Paragraph:
        """Raises KeyError if a mark names something missing in the view, ValueError for an invalid line width."""
        parts: list[Inline] = []
        bold = False
        end = 0
        for match in _MARK.finditer(template):
            _add_words(parts, template[end : match.start()], bold=bold)
            end = match.end()
            if match.group(2):
                bold = not bold
            else:
                parts.extend(self._mark(match.group(1), row or {}, bold=bold))
        _add_words(parts, template[end:], bold=bold)
        return tuple(parts)

    def text(self, template: str, row: Row | None = None) -> str:
        """Plain text, for titles and labels; an empty value gives nothing."""
        return "".join(part.text for part in self.paragraph(template, row) if isinstance(part, Words)).strip()

    def holds(self, when: tuple[str, ...]) -> bool:
        """True if every flag is set, and each one written with ! is not."""
        return all((flag.removeprefix("!") in self.view.flags) != flag.startswith("!") for flag in when)

    def _mark(self, mark: str, row: Mapping[str, str], *, bold: bool) -> list[Inline]:
        if mark.startswith("_"):
            return [_line(mark[1:])]
        if mark.startswith("tick:"):
            return [self._tick(mark.removeprefix("tick:"), row)]
        if mark.startswith("choice:"):
            return self._choice(mark.removeprefix("choice:"))
        optional = mark.endswith("?")
        key, _, width = mark.removesuffix("?").partition(":")
        value = row[key] if key in row else self.view.values[key]
        if key in self.view.stand_ins:
            self.blanks[self.view.asked_as.get(key, key)] = None
        if value:
            return [Words(value, bold=bold)]
        if optional:
            return []
        asked = row.get(ASKED, "") if key in row else self.view.asked_as.get(key, key)
        if asked:
            self.blanks[asked] = None
        return [_line(width)]

    def _tick(self, name: str, row: Mapping[str, str]) -> Tick:
        return Tick(bool(row[name]) if name in row else name in self.view.flags)

    def _choice(self, key: str) -> list[Inline]:
        parts: list[Inline] = []
        for word, label in WORD_LABELS[key].items():
            parts += [Tick(f"{key}.{word}" in self.view.flags), Words(f" {label}　")]
        return parts


def _line(width: str) -> Blank:
    found = float(width or _LINE)
    if not 0 < found <= _LONGEST_LINE:
        raise ValueError(width)
    return Blank(found)


def _add_words(parts: list[Inline], text: str, *, bold: bool) -> None:
    if text:
        parts.append(Words(text, bold=bold))
