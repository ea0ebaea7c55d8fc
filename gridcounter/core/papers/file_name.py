"""The file name of a paper: 一次性告知书_样例面馆_JN01-A20260928-0001; of a person only the surname."""

from __future__ import annotations

import re
import unicodedata

from gridcounter.core.application import Application, IdKind

_LONG_TITLE = "用电业务办理"
_LONGEST_FIRM = 10
#: No system allows these in a name, nor a space or a full stop at its end.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\s]')
#: On Windows these are devices, whatever suffix follows.
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10))}
)


def file_name(title: str, application: Application) -> str:
    """Without the suffix. Only a credit code shows that a name is a firm's; any other name is treated as a person's."""
    person = application.applicant
    text = _clean(short_name(person.name or "", person.id_kind)) if person else ""
    parts = (title.removeprefix(_LONG_TITLE), text, application.number or "")
    return "_".join(clean for part in parts if (clean := _clean(part)))


def short_name(name: str, id_kind: str | None) -> str:
    """The first characters of a firm's name; of a person the surname: 王某. Empty without a name."""
    shown = _clean(name)
    return shown[:_LONGEST_FIRM] if id_kind == IdKind.USCC else f"{shown[:1]}某" if shown else ""


def plain_name(text: str, instead: str = "附件") -> str:
    """A proposed name without folders, controls and marks of direction; `instead` where nothing is left of it."""
    name = _clean(text)
    return f"{name}_" if name.upper() in _DEVICES else name or instead


def _clean(text: str) -> str:
    shown = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return _NOT_IN_NAMES.sub("", shown).strip(".")
