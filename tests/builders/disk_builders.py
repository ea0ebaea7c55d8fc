"""A computer with its own disk and a stick, as the system would report them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Disk:
    """What psutil tells of one."""

    device: str
    mountpoint: str
    fstype: str = "ext4"
    opts: str = "rw"


def with_a_stick(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything in the folder is on one disk, and what is on the stick is on another."""
    stick = folder / "stick"
    stick.mkdir()
    tell(monkeypatch, Disk("/dev/disk0", str(folder)), Disk("/dev/disk1", str(stick), "vfat"))
    return stick


def tell(monkeypatch: pytest.MonkeyPatch, *disks: Disk) -> None:
    def all_of_them(*, all: bool = False) -> list[Disk]:  # noqa: A002, ARG001  as psutil has it
        return list(disks)

    monkeypatch.setattr("gridcounter.store.custody.places.psutil.disk_partitions", all_of_them)


def flip(path: Path, at: int = 50) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
