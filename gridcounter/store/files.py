"""Replaces a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from gridcounter.errors import Fault


def replace_file(path: Path, content: bytes) -> None:
    """Writes under a temporary name, syncs, renames: readers see the old file or the new one. Raises Fault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # not mkstemp: its file is readable by its owner only, and a paper is for all readers of the folder
        temporary = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with temporary.open("xb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as wrong:
        raise Fault(f"文件写不进去：{path}，请检查磁盘空间和文件夹权限后重试") from wrong


def sync_file(path: Path) -> None:
    """Makes what others wrote to it durable. Windows syncs only files open for writing."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def place_folder(staged: Path, folder: Path) -> None:
    """Renames a finished folder in one step. Raises FileExistsError if the target has contents."""
    if folder.exists():
        if any(folder.iterdir()):
            raise FileExistsError(folder)
        folder.rmdir()  # Windows cannot rename a folder onto another, not even an empty one
    staged.rename(folder)
    sync_folder(folder)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """A rename is durable only when the folder is; Windows cannot open a folder and syncs it itself."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
