"""What somebody typed becomes a value of the park book, or one sentence for each field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from gridcounter.core.parks.values import Firm, Park, Value
from gridcounter.core.parks.visits import check_own_words
from gridcounter.core.parks.words import FIELDS
from gridcounter.core.validation.fields import ruined
from gridcounter.core.validation.models import Problem, read_model, shown
from gridcounter.core.validation.telephone import telephone_doubt
from gridcounter.errors import Refusal, WrongInput

V = TypeVar("V", bound=Value)


class MarkWithoutSource(Refusal):
    """A mark of the office must say whose it is: the paper does not say who is one."""

    def __init__(self, mark: str) -> None:
        super().__init__(f"标为{mark}，要写按哪份名单（文件没有写明是哪些，由本单位定）")


class WrongField(WrongInput):
    """Every field that cannot be, one sentence each."""


def read_value(model: type[V], raw: Mapping[str, object]) -> V:
    """Raises WrongField; and MarkWithoutSource, ResupplierJudged for what the fields say together."""
    value, problems = read_model(model, dict(raw))
    if value is None:
        raise WrongField([named(problem) for problem in problems])
    _check_marks(value)
    return value


def named(problem: Problem) -> Problem:
    """The same with the word for its field in the place of its key."""
    keys = [key for key in problem.path.split(".") if not key.isdecimal()]
    label = FIELDS.get(keys[-1], problem.path) if keys else problem.path
    return Problem(label, problem.found, problem.allowed)


def _check_marks(value: Value) -> None:
    if isinstance(value, Firm):
        if value.big and not value.big_source:
            raise MarkWithoutSource("大客户")
        check_own_words(value.note, value.supply.said_price)
    if isinstance(value, Park) and value.key and not value.key_source:
        raise MarkWithoutSource("重点园区")


def number_doubt(field: str, text: str) -> str:
    """What is worth a second look at a telephone or an account number as typed or as a table gave it; "" if nothing."""
    spoilt = ruined("account_number" if field == "number" else field, text)
    if spoilt:
        return f"{FIELDS.get(field, field)} {shown(text)}：应为{spoilt}"
    return telephone_doubt(text) if field in {"phone", "office_phone", "mobile"} else ""
