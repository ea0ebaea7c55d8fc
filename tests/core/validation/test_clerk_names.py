"""The rule for the names of clerks."""

from __future__ import annotations

import pytest

from gridcounter.core.record.journal import COMMAND_LINE_NAME
from gridcounter.core.validation.clerk_names import LONGEST_CLERK_NAME, advice_on_name, are_alike, wrong_with_name


@pytest.mark.parametrize(
    "name", ["王小明", "阿卜杜热合曼·买买提江", "王小明（乡镇 3 号台）", "样" * LONGEST_CLERK_NAME]
)
def test_a_name_is_taken(name: str) -> None:
    assert wrong_with_name(name) is None
    assert advice_on_name(name) == ""


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("", "请填写姓名"),
        (" \u200b", "请填写姓名"),
        ("样" * (LONGEST_CLERK_NAME + 1), "请填写不超过 30 个字的姓名"),
        *(
            (name, "请填写受理员本人的姓名，不能叫“命令行”")
            for name in (COMMAND_LINE_NAME, "命令行", " 命 令\u200b行 (1)")
        ),
    ],
)
def test_another_is_told_what_to_write(name: str, advice: str) -> None:
    assert wrong_with_name(name) is not None
    assert advice_on_name(name).startswith(advice)


@pytest.mark.parametrize("other", ["王 小明", "王\u200b小明", "　王小明"])
def test_names_that_read_alike_are_alike(other: str) -> None:
    assert are_alike("王小明", other)
    assert are_alike("Wang 3", "ｗａｎｇ3")
    assert not are_alike("王小明", "王小朋")
