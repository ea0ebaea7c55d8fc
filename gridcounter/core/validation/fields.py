"""The only way in for a field's text: cleaned by the kind of field, with a report of impossible values.

Window, table and JSON use it; its result is checked, stored, shown, printed, exported and copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from gridcounter.core.validation.telephone import take_telephone, telephone_doubt
from gridcounter.core.validation.text import take_code, take_text


class FieldKind(StrEnum):
    """How a field's text is cleaned: as free text, as a code, as a telephone number."""

    TEXT = "text"
    CODE = "code"
    TELEPHONE = "telephone"


#: By the last part of the dotted name in the contract; all other fields hold free text. A number of a person listed
#: here also belongs in `NUMBERS` of `core.field_changes`, which masks it.
_KINDS: Mapping[str, FieldKind] = {
    "id_number": FieldKind.CODE,
    "official_number": FieldKind.CODE,
    "account_number": FieldKind.CODE,
    "phone": FieldKind.TELEPHONE,
    "site_phone": FieldKind.TELEPHONE,
}
_TAKE: Mapping[FieldKind, Callable[[str], str]] = {
    FieldKind.TEXT: take_text,
    FieldKind.CODE: take_code,
    FieldKind.TELEPHONE: take_telephone,
}
#: Long numbers as spreadsheets write them: 1.38E+10, 3.70811E+17, 1.38×10^10.
_POWERS = re.compile(r"[+-]?[0-9]+(\.[0-9]*[Ee][+-]?|[Ee][+-]|(\.[0-9]+)?[×xX\*]10\^?)[0-9]{1,3}")
_POINT_ZERO = re.compile(r"[+-]?[0-9]{5,}\.0+")
#: A spreadsheet keeps this many digits of a number and writes 0 for the rest.
_DIGITS_KEPT = 15
_CUT_OFF = re.compile(rf"[0-9]{{{_DIGITS_KEPT - 1}}}[1-9]0+|[0-9]{{{_DIGITS_KEPT}}}0{{3}}")

IN_POWERS = "完整的号码（表格把它变成了科学计数，后面的数字已经丢了；请把这一列设成文本后重新填写）"
POINT_ZERO = "完整的号码（末尾的 .0 是表格加上去的，请删去；这一列最好设成文本）"
INVISIBLE = "看得见的文字（里面只有看不见的字符，请删掉重新输入）"


def kind_of(field: str) -> FieldKind:
    """Of a dotted field of the contract, as `applicant.phone` or `project.builder.site_phone`."""
    return _KINDS.get(field.rpartition(".")[2], FieldKind.TEXT)


def take(field: str, value: Any) -> Any:  # noqa: ANN401  whatever the field holds
    """The text as it is stored; other values are returned unchanged."""
    return _TAKE[kind_of(field)](value) if isinstance(value, str) else value


def ruined(field: str, text: str) -> str:
    """The required form of a number that a spreadsheet has spoilt, or ""."""
    if kind_of(field) == FieldKind.TEXT:
        return ""
    result = take(field, text)
    if _POWERS.fullmatch(result):
        return IN_POWERS
    return POINT_ZERO if _POINT_ZERO.fullmatch(result) else ""


def doubt(field: str, text: str) -> str:
    """What is worth checking in a code or a telephone, in words; "" for other texts."""
    match kind_of(field):
        case FieldKind.TELEPHONE:
            return telephone_doubt(text)
        case FieldKind.CODE:
            cut = _CUT_OFF.fullmatch(take_code(text))
            return f"号码第 {_DIGITS_KEPT} 位以后都是 0，可能被表格改掉了，请核对" if cut else ""
        case FieldKind.TEXT:
            return ""
