"""Proposed file names: title and number, and of a person only the surname."""

from __future__ import annotations

import pytest
from builders.paper_builders import a_noodle_shop, read

from gridcounter.core.papers.file_name import file_name

NUMBER = "JN01-A20260928-0001"
NOTICE = "用电业务办理一次性告知书"


def named(title: str, name: str, kind: str | None, number: str | None = NUMBER) -> str:
    given = a_noodle_shop(applicant={"name": name, "id_kind": kind}, number=number)
    return file_name(title, read(given))


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("样例面馆", "uscc", "样例面馆"),
        ("样例市样例区超长名称食品加工有限公司", "uscc", "样例市样例区超长名称"),
        ("样测试", "resident_id", "样某"),
        ("样例面馆", "other", "样某"),
        ("样例面馆", None, "样某"),
        ('样<>:"/\\|?* 例.', "uscc", "样例"),
    ],
)
def test_a_firm_is_named_and_a_person_is_not(name: str, kind: str | None, text: str) -> None:
    assert named(NOTICE, name, kind) == f"一次性告知书_{text}_{NUMBER}"


def test_what_is_not_known_is_left_out() -> None:
    assert named("受理回执", "样例面馆", "uscc", None) == "受理回执_样例面馆"
    assert file_name("受理回执", read({"case": {"locality": "jining", "on": "2026-09-28"}})) == "受理回执"
