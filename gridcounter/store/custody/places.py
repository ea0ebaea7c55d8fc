"""Allowed folders for a record and its backups: never on a network share, preferably not all on one disk."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import psutil

from gridcounter.errors import Refusal

if TYPE_CHECKING:
    from psutil._ntuples import sdiskpart

_NETWORK = {
    *("nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "afpfs", "afs", "ncpfs", "9p", "webdav", "davfs", "sshfs"),
    *("ceph", "glusterfs", "lustre", "vboxsf"),
    *("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.smbnetfs"),
}


_BLOCKS = Path("/sys/class/block")
#: Seconds. A disk that slept is awake again by then.
_PATIENCE = 10.0
#: Of each folder the thread that asks, and until when (`monotonic`) its answer is waited for.
_ASKING: dict[Path, tuple[threading.Thread, float]] = {}
_ASK = threading.Lock()


class OnNetworkShare(Refusal):
    """The folder lies on a network share, where SQLite files get damaged."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 在网络共享盘上，多台电脑同时写会损坏台账；请放在本机磁盘或 U 盘上")


def refuse_network_share(folder: Path) -> None:
    """A live SQLite file on a network share is damaged sooner or later. Links and drive letters are resolved."""
    if _is_unc(str(folder)):  # before anything asks the server
        raise OnNetworkShare(folder)
    real = folder.resolve()
    if _is_unc(str(real)):
        raise OnNetworkShare(folder)
    part = _partition_of(real)
    if part is not None and (part.fstype.lower() in _NETWORK or "remote" in part.opts.split(",")):
        raise OnNetworkShare(folder)


def answers(folder: Path) -> bool:
    """Whether its disk says what is in it, within seconds; True for a folder that is not there, for that is an answer.
    No server is asked.

    A stick that dies, or a folder that a program brings from elsewhere, may keep whoever asks it waiting for ever. A
    thread that ends with the program asks, and no second one before it has its answer: who asks meanwhile waits for
    that one, for as long as it may still take.
    """
    if _is_unc(str(folder)):
        return False
    with _ASK:
        asking, until = _ASKING.get(folder, (None, 0.0))
        if asking is None or not asking.is_alive():
            asking, until = threading.Thread(target=_look_into, args=[folder], daemon=True), monotonic() + _PATIENCE
            _ASKING[folder] = asking, until
            asking.start()
    asking.join(max(0.0, until - monotonic()))
    return not asking.is_alive()


def _look_into(folder: Path) -> None:
    with suppress(OSError), os.scandir(folder) as inside:
        next(inside, None)


class OnDifferentDisks(Enum):
    """Whether two folders lie on different disks."""

    SAME = auto()
    #: Another drive letter, perhaps of the same disk: Windows only reports removable drives.
    UNSURE = auto()
    APART = auto()


def apart(folder: Path, other: Path) -> OnDifferentDisks:
    """Whether a disk failure under one folder would spare the other."""
    one, two = _partition_of(folder.resolve()), _partition_of(other.resolve())
    if one is None or two is None:
        return OnDifferentDisks.UNSURE
    if _disk(one) == _disk(two):
        return OnDifferentDisks.SAME
    return OnDifferentDisks.UNSURE if "fixed" in two.opts.split(",") else OnDifferentDisks.APART


def _partition_of(real: Path) -> sdiskpart | None:
    # of several mounts on one point the last one applies
    mounts = sorted(psutil.disk_partitions(all=True), key=lambda part: len(part.mountpoint))
    return next(
        (part for part in reversed(mounts) if part.mountpoint and real.is_relative_to(Path(part.mountpoint))), None
    )


def _disk(part: sdiskpart) -> str:
    """Two partitions of one disk count as that disk, if the system reports it."""
    if not part.device.startswith("/dev/"):
        return part.mountpoint
    block = _BLOCKS / Path(part.device).resolve().name
    return block.resolve().parent.name if (block / "partition").exists() else part.device


def _is_unc(path: str) -> bool:
    r"""True for r\\server\share; not for \\?\C:\ and \\.\, which are Windows' own long names."""
    if path.startswith(("\\\\?\\", "\\\\.\\")):
        return path.startswith("\\\\?\\UNC\\")
    return path.startswith("\\\\")
