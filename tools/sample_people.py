"""Invented people, firms and addresses: names that are obviously invented, numbers whose check digits hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum.cn import uscc
from stdnum.cn.ric import get_birth_place
from stdnum.exceptions import ValidationError

if TYPE_CHECKING:
    import random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾仇"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建国文华志玉红海"
_TRADES = ("面馆", "五金店", "食品有限公司", "超市", "机械有限公司", "汽修部", "养殖场", "幼儿园", "服装店", "饭店")
_STREETS = ("样例路", "示范街", "演示大道", "测试巷", "样本路", "虚构街", "范例路", "假设巷")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_REGION, _BORN = 6, (1998, 2005)
_REGISTERED = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Person:
    """A firm has a contact of its own."""

    name: str
    contact: str
    id_kind: str
    id_number: str
    phone: str
    address: str


def invent(chance: random.Random, region: str, place: str, *, firm: bool) -> Person:
    """`region` is the six digits that a number begins with."""
    someone = "样" + chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2))))
    address = f"{place}{chance.choice(_STREETS)}{chance.randint(1, 400)}号{chance.randint(1, 30)}栋"
    # the prefix was never given out, and the numbers behind it mean nobody
    phone = f"100{chance.randint(0, 99_999_999):08d}"
    if not firm:
        return Person(someone, someone, "resident_id", _resident_id(chance, region), phone, address)
    name = f"样例{''.join(chance.choices(_GIVEN, k=2))}{chance.choice(_TRADES)}"
    return Person(name, someone, "uscc", _credit_code(chance, region), phone, address)


def region_of(begins: str) -> str:
    """Six digits of a district that is there: numbers with an abolished one are asked about at the desk."""
    for district in range(1, 100):
        region = f"{begins[:4]}{district:02d}" if len(begins) < _REGION else begins
        try:
            for year in _BORN:
                get_birth_place(f"{region}{year}0101")
        except (ValidationError, KeyError):
            continue
        return region
    raise AssertionError(begins)


def _resident_id(chance: random.Random, region: str) -> str:
    born = f"{chance.randint(*_BORN)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    digits = f"{region}{born}{chance.randint(0, 999):03d}"
    return digits + _CHECK[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def _credit_code(chance: random.Random, region: str) -> str:
    bare = f"91{region}MA" + "".join(chance.choices(_REGISTERED, k=7))
    return bare + uscc.calc_check_digit(bare + "0")
