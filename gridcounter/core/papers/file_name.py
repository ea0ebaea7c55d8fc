"""The file name of a paper: 一次性告知书_样例面馆_JN01-A20260928-0001; of a person only the surname."""

from __future__ import annotations

import re

from gridcounter.core.application import Application, IdKind

_LONG_TITLE = "用电业务办理"
_LONGEST_FIRM = 10
#: No system allows these in a name, nor a space or a full stop at its end.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\s\x00-\x1f]')


def file_name(title: str, application: Application) -> str:
    """Without the suffix. Only a credit code shows that a name is a firm's; any other name is treated as a person's."""
    person = application.applicant
    name = _clean((person.name or "") if person else "")
    firm = person is not None and person.id_kind == IdKind.USCC
    text = name[:_LONGEST_FIRM] if firm else f"{name[:1]}某" if name else ""
    parts = (title.removeprefix(_LONG_TITLE), text, application.number or "")
    return "_".join(clean for part in parts if (clean := _clean(part)))


def _clean(text: str) -> str:
    return _NOT_IN_NAMES.sub("", text).strip(".")
