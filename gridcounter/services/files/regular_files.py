"""Reads files that somebody names: regular ones alone, for a pipe or a device may never end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from gridcounter.core.validation.text import in_one_line, take_text
from gridcounter.errors import WrongInput
from gridcounter.store.files import without_waiting


def called(path: Path) -> str:
    """The name of a file from outside, as a part of our own line: nothing in it turns the line round or breaks it."""
    return in_one_line(take_text(path.name))


class NotAFile(WrongInput):
    """The path is a pipe, a socket or a device."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{called(path)}：这不是磁盘上的文件（是管道或设备），请先把内容存成文件"])


def open_regular(path: Path) -> BinaryIO:
    """Opens without waiting for anybody. Raises NotAFile, OSError."""
    source = open(path, "rb", opener=without_waiting)  # noqa: SIM115  Path.open has no opener
    if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
        source.close()
        raise NotAFile(path)
    return source


class TooLarge(WrongInput):
    """The file has more bytes than a file of its kind ever has."""

    def __init__(self, path: Path, megabytes: int) -> None:
        super().__init__([f"{called(path)}：文件超过 {megabytes} MB，不像是要的那一种，请核对选的是不是这个文件"])


def read_regular(path: Path, most: int | None = None) -> bytes:
    """The whole content, of at most so many bytes. Raises NotAFile, TooLarge, OSError."""
    with open_regular(path) as source:
        if most is None:
            return source.read()
        content = source.read(most + 1)
    if len(content) > most:
        raise TooLarge(path, most // 1024 // 1024)
    return content
