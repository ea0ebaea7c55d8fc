"""The statutory days off of any year: the rule is data; lunar days and 清明 come from the lunar_python library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from gridcounter import lazy, paths
from gridcounter.core.statutory import Edition, days_of_law, parse_editions
from gridcounter.core.validation.models import read_toml
from gridcounter.errors import Fault

_FILE = "statutory_days.toml"


@cache
def statutory_days(year: int) -> Mapping[date, str]:
    """The statutory days off of this year with their names, in order. Cached."""
    return days_of_law(_editions(), year, _Almanac())


@cache
def _editions() -> tuple[Edition, ...]:
    try:
        raw, problems = read_toml((paths.shipped("resources") / _FILE).read_bytes())
    except OSError as wrong:
        raise Fault(f"程序文件不全：缺少 {_FILE}，请重新安装") from wrong
    editions, wrong_values = parse_editions(raw)
    if problems or wrong_values:
        raise Fault(f"程序文件损坏：{_FILE} 读不出来，请重新安装")
    return editions


class _Almanac:
    def lunar_day(self, year: int, month: int, day: int) -> date:
        return _day(lazy.lunar_python.Lunar.fromYmd(year, month, day).getSolar())

    def solar_term(self, year: int, name: str) -> date:
        return _day(lazy.lunar_python.Lunar.fromYmd(year, 1, 1).getJieQiTable()[name])


def _day(solar: Any) -> date:  # noqa: ANN401  the library carries no types
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
