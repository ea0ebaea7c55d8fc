"""The manual's books for tests: pages, their marks, blocks and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gridcounter import paths

ROOT = Path(__file__).resolve().parents[2]
MANUAL = paths.manual()
PAGES = sorted(path.relative_to(MANUAL).as_posix().removesuffix(".md") for path in MANUAL.rglob("*.md"))
#: What users read, and what developers read.
BOOKS = sorted([*MANUAL.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_WORD = re.compile(r"【([^】]+)】")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_LINK = re.compile(r"(!?)\[[^]]*\]\(([^)\s]+)\)")
_KEY = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)*(?:F\d+|[A-Z0-9]|Enter|Esc|Tab|Space|PageDown|↓)$")


@dataclass(frozen=True)
class Block:
    language: str
    text: str


def text_of(page: str) -> str:
    return (MANUAL / f"{page}.md").read_text("utf-8")


def prose(text: str) -> str:
    return _FENCED.sub("", text)


def blocks(text: str) -> list[Block]:
    return [Block(*found) for found in _FENCED.findall(text)]


def inline_code(text: str) -> list[str]:
    return _INLINE.findall(prose(text))


def screen_words(text: str) -> list[str]:
    """What stands on the screen, in the order of the page."""
    return _WORD.findall(prose(text))


def keys(text: str) -> list[str]:
    return [bold for bold in _BOLD.findall(prose(text)) if _KEY.match(bold)]


def links(text: str) -> Iterator[tuple[bool, str]]:
    """Whether it is a picture, and where to."""
    for mark, target in _LINK.findall(prose(text)):
        yield bool(mark), target
