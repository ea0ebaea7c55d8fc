"""Files that a clerk saves to hand over: written whole or not at all, for the clerk alone, who copies them on."""

from __future__ import annotations

from pathlib import Path

from gridcounter.errors import Fault
from gridcounter.store.files import replace_file


def write_file(path: Path, content: bytes) -> None:
    """Keeps an older file of that name if the new one cannot be written whole. Raises Fault.

    Makes no folder: where a stick was pulled out the file would lie on this computer instead.
    """
    refused = Fault(f"没有存下来：{path.name} 写不进去，请换一个文件夹或检查磁盘空间")
    if not path.parent.is_dir():
        raise refused
    try:
        replace_file(path, content)
    except Fault as wrong:
        raise refused from wrong
