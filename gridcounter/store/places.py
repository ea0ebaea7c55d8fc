"""Where a record may lie: never on a network share, because locks do not hold there."""

from __future__ import annotations

from pathlib import Path

import psutil

from gridcounter.errors import Refusal

_NETWORK = {
    *("nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "afpfs", "afs", "ncpfs", "9p", "webdav", "davfs", "sshfs"),
    *("ceph", "glusterfs", "lustre", "vboxsf"),
    *("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.smbnetfs"),
}


class OnNetworkShare(Refusal):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 在网络共享盘上，多台电脑同时写会损坏台账；请放在本机磁盘或 U 盘上")


def refuse_network_share(folder: Path) -> None:
    """A live SQLite file on a share is damaged sooner or later. Links and drive letters are followed."""
    real = folder.resolve()
    if _is_unc(str(folder)) or _is_unc(str(real)):
        raise OnNetworkShare(folder)
    # the last of several mounts on one point is the one that counts
    mounts = sorted(psutil.disk_partitions(all=True), key=lambda part: len(part.mountpoint))
    for part in reversed(mounts):
        if part.mountpoint and real.is_relative_to(Path(part.mountpoint)):
            if part.fstype.lower() in _NETWORK or "remote" in part.opts.split(","):
                raise OnNetworkShare(folder)
            return


def _is_unc(path: str) -> bool:
    r"""\\server\share; not \\?\C:\ and \\.\, which are Windows' own long names."""
    if path.startswith(("\\\\?\\", "\\\\.\\")):
        return path.startswith("\\\\?\\UNC\\")
    return path.startswith("\\\\")
