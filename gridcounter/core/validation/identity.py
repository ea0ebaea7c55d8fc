"""Identity numbers by their standards: GB 11643 for residents, GB 32100 for organisations.

Impossible numbers are refused with the required form; unusual ones are reported as doubtful.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum import numdb
from stdnum.cn import ric, uscc

from gridcounter.core.validation.text import take_code

_LENGTH, _OLD_LENGTH = 18, 15
_ASK = "；有疑问请核对证照原件，可按“其他证件”登记"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
#: Province codes of GB/T 2260 in its first two digits, with those of residents of Hong Kong, Macao and Taiwan.
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
#: First digit of a foreigner's permanent residence card since 2023; the place follows it.
_FOREIGNER = "9"
#: Earlier birth years are impossible.
_FIRST_BIRTH = 1890
#: 登记管理部门, 机构类别, 登记管理机关行政区划, 主体标识码, 校验码; letters without I O S V Z (GB 32100-2015, 4).
_ORGANISATION = re.compile(r"[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}[0-9A-HJ-NPQRTUWXY]")
_ALPHABET = re.compile(r"[0-9A-HJ-NPQRTUWXY]*")


def wrong_resident_id(number: str, on: date | None = None) -> str:
    """The required form, or "" if it is valid. `on`: a day before which the person was born."""
    code = take_code(number)
    if len(code) == _OLD_LENGTH and code.isdecimal():
        return f"{_LENGTH} 位居民身份证号码（{_OLD_LENGTH} 位的旧号码已停用）"
    if len(code) != _LENGTH:
        return f"{_LENGTH} 位居民身份证号码{_looks_alike(code) or f'（这里是 {len(code)} 位）'}"
    if not _RESIDENT.fullmatch(code):
        return f"{_LENGTH} 位居民身份证号码：前 17 位是数字，末位是数字或字母 X{_looks_alike(code)}"
    if not _PROVINCES.fullmatch(_province(code)):
        return f"{_LENGTH} 位居民身份证号码：前两位须是省份的代码（没有 {_province(code)}）"
    if not _is_possible_birth(_birth(code), on):
        return f"{_LENGTH} 位居民身份证号码：第 7 至 14 位须是真实的出生日期（这里是 {code[6:14]}）"
    if ric.calc_check_digit(code) != code[-1]:
        return f"{_LENGTH} 位居民身份证号码，末位校验码须正确{_ASK}"
    return ""


def _is_possible_birth(born: date | None, on: date | None) -> bool:
    return born is not None and born.year >= _FIRST_BIRTH and (on is None or born <= on)


def doubtful_resident_id(number: str) -> str:
    """A place missing in the table of places: it may have been abolished."""
    result = take_code(number)
    if wrong_resident_id(result) or result[0] in {_FOREIGNER, "8"}:
        return ""
    return "" if _is_known_place(result) else f"区划代码 {result[:6]} 不在现有的区划表中（可能已经撤销），请核对证件"


def wrong_organisation_code(number: str) -> str:
    """The required form, or "" if it is valid."""
    result = take_code(number)
    if len(result) != _LENGTH:
        old = len(result) == _OLD_LENGTH and result.isdecimal()
        return f"{_LENGTH} 位统一社会信用代码（{'15 位的是旧的注册号' if old else f'这里是 {len(result)} 位'}）"
    if not _ALPHABET.fullmatch(result):
        return f"{_LENGTH} 位统一社会信用代码：只有数字和大写字母，没有 I、O、S、V、Z{_looks_alike(result)}"
    if not _ORGANISATION.fullmatch(result):
        return f"{_LENGTH} 位统一社会信用代码：首位是 1–9、A、N 或 Y，第 2 位是 1–9，第 3 至 8 位是数字"
    if uscc.calc_check_digit(result) != result[-1]:
        return f"{_LENGTH} 位统一社会信用代码，末位校验码须正确{_ASK}"
    return ""


def _province(text: str) -> str:
    return text[1:3] if text[0] == _FOREIGNER else text[:2]


def _birth(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def _is_known_place(text: str) -> bool:
    """In any year: the code on a card is that of the day it was issued, not of the birth."""
    return any("county" in texts for _, texts in numdb.get("cn/loc").info(text[:6]))


def _looks_alike(text: str) -> str:
    """Names letters of another script that look like Latin ones, because the difference is invisible."""
    other = next((char for char in text if not char.isascii()), "")
    if other:
        return f"（其中的“{other}”不是英文字母，编码 U+{ord(other):04X}）"
    sign = next((char for char in text if not char.isalnum()), "")
    return f"（其中有“{sign}”，请删去）" if sign else ""
