"""Says who else on this machine can read what only its owner should."""

from __future__ import annotations

from pathlib import Path

from gridcounter.store.files import readable_by_others


def warning_of(path: Path) -> str:
    """A sentence if other users can read this file or list this folder, with what to do; "" otherwise.

    On Windows always "": there the folder of the profile decides.
    """
    if not readable_by_others(path):
        return ""
    mode, what = ("700", "文件夹") if path.is_dir() else ("600", "文件")
    return f"本机别的用户也能看这个{what}：{path}；请改成只有自己能看（chmod {mode}），改不了的请换到自己的文件夹里"
