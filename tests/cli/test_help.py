from __future__ import annotations

import re

import pytest
from builders.command_line import run

COMMANDS = [
    [],
    ["assess"],
    ["compare"],
    ["papers"],
    ["demo"],
    ["blank"],
    ["doctor"],
    ["calendar"],
    ["calendar", "add"],
    ["packs"],
    ["packs", "check"],
    ["record"],
    ["record", "create"],
    ["record", "export"],
    ["record", "import"],
    ["record", "backup"],
    ["record", "backups"],
    ["record", "restore"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_in_chinese(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, *words, "--help")
    assert ran.code == 0
    assert "用法：" in ran.out
    assert "显示这段说明。" in ran.out
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this", "required", "default"):
        assert not re.search(rf"\b{english}\b", ran.out), ran.out
