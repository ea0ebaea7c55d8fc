"""The available fonts, the order in which they are searched for a character, and unprintable characters."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from reportlab.pdfbase import pdfmetrics

from gridcounter.documents.opentype import OpenTypeFont, UnusableFace
from gridcounter.documents.packaged_fonts import sans_file, serif_file
from gridcounter.documents.private_use import successor
from gridcounter.documents.scripts import kind_of, printable
from gridcounter.errors import WrongInput

Role: TypeAlias = Literal["text", "bold", "title"]

# File names as shipped by their makers, best first; matched case-insensitively.
OFFICIAL: Final[Mapping[Role, tuple[str, ...]]] = {
    "text": ("仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "simfang_gb2312.ttf", "simfang.ttf", "fangsong.ttf"),
    "bold": ("simhei.ttf",),
    "title": ("方正小标宋_gbk.ttf", "方正小标宋简体.ttf", "fzxbsk.ttf", "fzxbsjw.ttf"),
}
# Fonts with rare characters, then with letters of other scripts; and the index of a collection's mainland font.
RARE: Final = (
    ("simsun.ttc", 0),
    ("simsunb.ttf", 0),
    ("simsunextg.ttf", 0),
    ("notoserifcjk-regular.ttc", 2),
    ("notoserifcjksc-regular.otf", 0),
    ("sourcehanserifsc-regular.otf", 0),
    ("sourcehanserif-regular.ttc", 2),
    ("notosanscjk-regular.ttc", 2),
    ("notosanscjksc-regular.otf", 0),
    ("sourcehansanssc-regular.otf", 0),
    ("sourcehansans-regular.ttc", 2),
    ("songti.ttc", 0),
    ("msyh.ttc", 0),
    ("hanamina.ttf", 0),
    ("hanaminb.ttf", 0),
    ("hanaminc.ttf", 0),
    ("babelstonehan.ttf", 0),
    ("th-tshyn-p0.ttf", 0),
    ("th-tshyn-p2.ttf", 0),
    ("uming.ttc", 0),
    ("ukai.ttc", 0),
    ("arial unicode.ttf", 0),
    ("msyi.ttf", 0),
    ("malgun.ttf", 0),
    ("taile.ttf", 0),
    ("ntailu.ttf", 0),
    ("segoeui.ttf", 0),
    ("notosansyi-regular.ttf", 0),
    ("notosanslisu-regular.ttf", 0),
    ("notosanstaile-regular.ttf", 0),
    ("notosansnewtailue-regular.ttf", 0),
    ("notosans-regular.ttf", 0),
    ("dejavusans.ttf", 0),
)


@dataclass(frozen=True, slots=True)
class Face:
    """`stroke` thickens a font that replaces a bold one, in parts of the em."""

    path: Path
    index: int = 0
    stroke: float = 0.0

    @property
    def font_name(self) -> str:
        """The font's name in ReportLab: path and index in the file."""
        return f"{self.path}#{self.index}"


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of each role; every role falls back on all others, so coverage does not depend on the role."""

    text: tuple[Face, ...]
    bold: tuple[Face, ...]
    title: tuple[Face, ...] = ()
    rare: tuple[Face, ...] = ()

    def chain(self, role: Role) -> tuple[Face, ...]:
        """In the order of the search for a character; each font once."""
        own: Mapping[Role, tuple[Face, ...]] = {
            "text": (*self.text, *self.bold),
            "bold": (*self.bold, *self.text),
            "title": (*self.title, *self.bold, *self.text),
        }
        return tuple(dict.fromkeys((*own[role], *self.title, *self.rare)))


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has, or whose `kind` cannot be set, in words for the clerk."""

    char: str
    codepoint: str
    instead: str | None = None
    kind: str | None = None

    def __str__(self) -> str:
        named = f"“{self.char}”（{self.codepoint}）" if _visible(self.char) else self.codepoint
        if self.kind:
            return f"字符{named}属于{self.kind}，本程序不能正确印出，请改用汉字或拉丁字母"
        sentence = f"字符{named}没有字库可以印出"
        if self.instead:
            return f"{sentence}，请改用“{self.instead}”（{_codepoint(self.instead)}）"
        return f"{sentence}，请改用其他写法或删去"


class Unprintable(WrongInput):
    """Names every character that no installed font has or that cannot be set, before anything is written."""

    def __init__(self, missing: Iterable[tuple[str, str]]) -> None:
        self.missing = tuple(Missing(char, codepoint, successor(char), kind_of(char)) for char, codepoint in missing)
        super().__init__(self.missing)


def packaged_faces() -> Faces:
    """Only the fonts that install with the program: the same on every machine. Raises UnusableFace."""
    text, bold = Face(serif_file()), Face(sans_file(), stroke=0.022)
    # without them every character of a paper would be reported as unprintable
    font_of(text)
    font_of(bold)
    return Faces(text=(text,), bold=(bold,))


def find_faces(folders: Sequence[Path] | None = None) -> Faces:
    """The official fonts if installed, the packaged ones, and installed fonts for rare characters."""
    there = _files_in(font_folders(os.environ) if folders is None else folders)
    packaged = packaged_faces()

    def installed(role: Role) -> tuple[Face, ...]:
        found = (Face(there[name]) for name in OFFICIAL[role] if name in there)
        return tuple(face for face in found if _font_or_none(face))[:1]

    return Faces(
        text=(*installed("text"), *packaged.text),
        bold=(*installed("bold"), *packaged.bold),
        title=installed("title"),
        rare=tuple(Face(there[name], index) for name, index in RARE if name in there),
    )


def font_folders(environ: Mapping[str, str], platform: str = sys.platform) -> tuple[Path, ...]:
    """The system's and the user's font folders; missing folders are left out."""
    home = Path(environ.get("USERPROFILE") or environ.get("HOME") or ".")
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        folders = [Path(environ.get("WINDIR", "C:/Windows")) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts"]
    elif platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    else:
        data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts"]
    return tuple(folder for folder in folders if folder.is_dir())


def _files_in(folders: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for base, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(names):
                found.setdefault(name.lower(), Path(base, name))
    return found


@cache
def font_of(face: Face) -> OpenTypeFont:
    """Read once in a process; ReportLab finds it by `face.font_name`."""
    font = OpenTypeFont(face.font_name, face.path, face.index)
    pdfmetrics.registerFont(font)
    return font


@cache
def _font_or_none(face: Face) -> OpenTypeFont | None:
    try:
        return font_of(face)
    except UnusableFace:
        return None


@cache
def face_for(char: str, chain: tuple[Face, ...]) -> Face | None:
    """The first font of the chain with the character; a damaged one counts as having none."""
    if not _visible(char):
        return None
    for face in chain:
        font = _font_or_none(face)
        if font is not None and font.glyph(char):
            return face
    return None


def unprintable(text: str, faces: Faces) -> list[tuple[str, str]]:
    """Every character that no font has or that cannot be set, once each in order, with its code point as U+20BB7."""
    return _missing(printable(text), faces)


def check_printable(texts: Iterable[str], faces: Faces) -> None:
    """Raises Unprintable with every character that no font has or that cannot be set."""
    # one by one: letters of two texts are never composed
    missing = _missing("".join(map(printable, texts)), faces)
    if missing:
        raise Unprintable(missing)


def _missing(shown: str, faces: Faces) -> list[tuple[str, str]]:
    chain = faces.chain("text")
    missing = (char for char in dict.fromkeys(shown) if kind_of(char) or face_for(char, chain) is None)
    return [(char, _codepoint(char)) for char in missing]


def _visible(char: str) -> bool:
    """False for control and format characters, lone surrogates and private-use code points, even if a font has a glyph.

    Unassigned ones are allowed: Unicode grows faster than the table in the standard library.
    """
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}


def _codepoint(char: str) -> str:
    return f"U+{ord(char):04X}"
