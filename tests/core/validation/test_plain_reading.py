"""Plain data -> a model: texts, days, and the messages for wrong values."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.validation.models import Day, Text, read_model


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Text = ""
    nick: Annotated[str, Field(max_length=10)] = ""
    born: Day | None = None


class Household(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    head: Person | None = None
    members: tuple[Person, ...] = ()


def read(**entries: object) -> Household:
    household, problems = read_model(Household, entries)
    assert household is not None, problems
    return household


def refused(**entries: object) -> list[str]:
    return [str(problem) for problem in read_model(Household, entries)[1]]


@pytest.mark.parametrize("space", ["\n", "\t", "\r\n", "\u2028", "\u2029", "\x0b"])
def test_line_breaks_and_tabs_are_white_space(space: str) -> None:
    assert read(head={"name": f" 王{space}某 "}).head == Person(name="王 某")


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x7f", "\x85"])
def test_other_control_characters_are_refused_with_their_code_point(control: str) -> None:
    [line] = refused(head={"name": f"王{control}某"})

    assert line.startswith("head.name：")
    assert f"U+{ord(control):04X}" in line


def test_a_day_may_come_as_a_date_of_toml() -> None:
    head = read(head={"born": date(2026, 9, 21)}).head

    assert head is not None
    assert head.born == date(2026, 9, 21)
    assert Person(born=date(2026, 9, 21)).born == date(2026, 9, 21)


def test_an_unknown_key_is_reported_with_its_neighbours() -> None:
    [line] = refused(members=[{"nmae": "王"}])

    assert line == "members.0.nmae：填写的是 不认识的键；应为这里可用的键：name、nick、born"
    assert refused(hed={}) == ["hed：填写的是 不认识的键；应为这里可用的键：head、members"]


def test_a_text_too_long_names_the_allowed_length() -> None:
    assert refused(head={"nick": "长" * 11}) == [f"head.nick：填写的是 “{'长' * 11}”；应为不超过 10 个字"]


def test_half_a_character_is_told_once_and_with_the_other_problems() -> None:
    lines = refused(head={"name": "\ud840"}, members=[{"born": "soon"}])

    assert [line.partition("：")[0] for line in lines] == ["head.name", "members.0.born"]
