"""docs/journal.md agrees with the classes of the journal's contents, and lists every kind."""

from __future__ import annotations

import re

from journal_page import PAGE, page

from gridcounter.core.record.journal import Kind


def test_the_page_of_the_journal_is_current_and_names_every_kind() -> None:
    written = PAGE.read_text("utf-8")

    assert written == page(), "run: python tools/journal_page.py"
    assert sorted(re.findall(r"^### `(\w+)`$", written, re.MULTILINE)) == sorted(Kind)


def test_every_type_on_the_page_is_explained_at_its_head_or_a_part_of_its_own() -> None:
    head, _, rest = page().partition("\n## ")
    explained = set(re.findall(r"`(\w+)`", head)) | set(re.findall(r"^### Part: `(\w+)`$", rest, re.MULTILINE))
    types = {word for kind in re.findall(r"^\| `\w+` \| `([^`]+)`", rest, re.MULTILINE) for word in kind.split("[")}
    named = {word for kind in types for word in re.findall(r"\b[A-Z]\w+", kind)}
    assert named - {"None", "Any", "Literal", "True"} <= explained
