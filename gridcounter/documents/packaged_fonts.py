"""The paths of the packaged fonts. Loads no drawing library: a window asks before its first paint."""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn


def sans_file() -> Path:
    """The 黑体 that installs with the program."""
    return Path(pylopdf_fonts_zh_cn.sans_path())


def serif_file() -> Path:
    """The 宋体 that installs with the program."""
    return Path(pylopdf_fonts_zh_cn.serif_path())
