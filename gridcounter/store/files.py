"""Files that belong to whoever runs the program: written whole or not at all, and readable by nobody else.

An open file that is gone from its path is noticed. On Windows a profile's folder keeps others out; the modes of POSIX
mean nothing there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from gridcounter.errors import Fault

_FILE, _FOLDER, _OTHERS = 0o600, 0o700, 0o077
_AT_ONCE = 8 * 1024 * 1024
#: Bytes; what is kept as JSON is far shorter.
_LONGEST_TEXT = 16 * 1024 * 1024


class MovedAway(Fault):
    """An open file is no longer the one at its path: what is written now would be lost."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"台账文件夹被移走、改名或删掉了（{path.parent} 里已经没有打开着的 {path.name}），这一步没有保存好。"
            "请不要接着登记：关闭程序，把文件夹放回原处，再打开核对最后几条"
        )


class InPlace:
    """Files that must stay what they are at their paths while they are open.

    On Linux an open file can be moved or deleted, and is written all the same; Windows keeps open files where they are.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        # plain names and `os.stat`: they are looked at twice in each job, and a `Path` costs three times as much
        found = ((str(path), _identity(str(path))) for path in paths)
        self._seen = {path: seen for path, seen in found if seen is not None}

    def check(self) -> None:
        """Raises MovedAway. Where a file system numbers no files, a missing one is noticed and another one is not."""
        for path, seen in self._seen.items():
            if _identity(path) != seen:
                raise MovedAway(Path(path))


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  see InPlace
    except OSError:
        return None
    return found.st_dev, found.st_ino


def replace_file(path: Path, content: bytes, enter: Callable[[], object] = lambda: None) -> None:
    """Writes under a temporary name, syncs, renames: readers see the old file or the new one. Raises Fault.

    `enter` is called once the content is on the disk and before the file has its name: however the program ends,
    nothing leaves the office that is not on record. If it raises, there is no file.
    """
    fill_file(path, lambda target: target.write(content), enter)


def fill_file(path: Path, fill: Callable[[BinaryIO], object], enter: Callable[[], object] = lambda: None) -> None:
    """As `replace_file`, for what is too long to be held at once: `fill` writes it; if it raises, there is no file."""
    try:
        make_folder(path.parent)
        temporary = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with open(temporary, "xb", opener=_private) as target:
                fill(target)
                target.flush()
                os.fsync(target.fileno())
            enter()
            temporary.replace(path)
        except BaseException:
            # where the stick is gone, so is the file
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as wrong:
        raise Fault(f"文件写不进去：{path}，请检查磁盘空间和文件夹权限后重试") from wrong


def write_over(path: Path, content: bytes) -> None:
    """Writes from the beginning of a file, which is made if there is none; what stands behind that is left.

    Not durable: it outlives this program, and not a power failure. A short one is there whole or not at all, however
    the program ends. Raises OSError.
    """
    with open(path, "wb", buffering=0, opener=_standing) as target:
        target.write(content)


def copy_file(source: Path, target: Path, halt: Callable[[], None] = lambda: None) -> None:
    """Copies to a new file and makes it durable; `halt` may raise between two pieces."""
    with source.open("rb") as read, open(target, "xb", opener=_private) as written:
        while part := read.read(_AT_ONCE):
            halt()
            written.write(part)
    sync_file(target)


def open_regular(path: Path) -> BufferedReader:
    """Opens for reading without waiting for anybody: a pipe may never end. Raises OSError."""
    source = open(path, "rb", opener=without_waiting)  # noqa: SIM115  Path.open has no opener
    if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
        source.close()
        raise OSError(errno.EINVAL, "not a regular file")
    return source


def read_text(path: Path) -> str:
    """The text of a small file that anybody may have changed. Raises OSError, ValueError."""
    with open_regular(path) as source:
        # asked for so many bytes at once, Python makes room for all of them
        if os.fstat(source.fileno()).st_size > _LONGEST_TEXT:
            raise ValueError("too long")
        content = source.read()
    return content.decode("utf-8")


def make_folder(path: Path) -> None:
    """Makes what is missing of it; one that stands keeps its mode."""
    path.mkdir(_FOLDER, parents=True, exist_ok=True)


def remove_folder(path: Path) -> None:
    """Deletes it as far as the system lets; folders laid there a thousand deep are left."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(path)


def make_empty(path: Path) -> None:
    """Makes the file that SQLite fills, whose side files take over its mode; one that stands is left.

    Says nothing of a refusal: whoever opens the file does.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, _FILE))


def narrow(folder: Path) -> None:
    """Takes from others what earlier versions let them read. What is not ours to change is left."""
    for path, mode in _open_to_others(folder):
        with contextlib.suppress(OSError):
            path.chmod(mode & ~_OTHERS)


def readable_by_others(path: Path) -> bool:
    """Whether the mode lets other users of this machine read the file or list the folder."""
    try:
        return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False


def _open_to_others(folder: Path) -> Iterator[tuple[Path, int]]:
    if os.name != "posix":
        return
    for path in (folder, *sorted(_all_below(folder))):
        with contextlib.suppress(OSError):
            mode = path.lstat().st_mode
            if mode & _OTHERS and not stat.S_ISLNK(mode):
                yield path, stat.S_IMODE(mode)


def _all_below(folder: Path) -> list[Path]:
    """Without calling itself for each folder, as pathlib does: folders may be laid there a thousand deep."""
    found, waiting = list[Path](), [folder]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as inside:
            for one in inside:
                found.append(Path(one.path))
                if one.is_dir(follow_symlinks=False):
                    waiting.append(Path(one.path))
    return found


def without_waiting(path: str, flags: int) -> int:
    """An opener that does not wait for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _standing(path: str, flags: int) -> int:
    """Without emptying the file, and without waiting for whoever reads a pipe."""
    return os.open(path, flags & ~os.O_TRUNC | getattr(os, "O_NONBLOCK", 0), _FILE)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _FILE)


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
