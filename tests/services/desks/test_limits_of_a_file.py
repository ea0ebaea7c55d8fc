"""What a file costs whoever reads it: memory that does not grow with it, and nothing unpacked beyond the limits."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import zstandard
from builders.desk_builders import Desk, a_chain, a_paper, closed, desks, opened

from gridcounter.core.record.journal import Entry
from gridcounter.services.desks.contents import LIMITS, PART_BYTES, Limits, frames_of
from gridcounter.services.desks.exchange_file import opened_exchange_file
from gridcounter.services.desks.refusals import ContentsUnreadable, SenderUnknown

LINE = b"gridcounter-exchange/2\n"
MEBIBYTE = 1024 * 1024


@pytest.fixture
def hall(tmp_path: Path) -> list[Desk]:
    return desks(tmp_path, "aaaa0001", "bbbb0002")


def with_contents(path: Path, hall: list[Desk], packed: bytes) -> Path:
    """Signed by the first desk, as a program that is wrong or somebody with its key would write it."""
    one, two = hall
    header, _, _ = opened(one.write(path, [two]).read_bytes(), two)
    signature = bytes.fromhex(one.signing.sign(LINE + hashlib.sha256(header + packed).digest()))
    path.write_bytes(closed(LINE, [header, packed, signature], [two]))
    return path


def is_refused(path: Path, desk: Desk, limits: Limits = LIMITS) -> bool:
    with pytest.raises(ContentsUnreadable), opened_exchange_file(path, desk.itself, limits=limits):
        pytest.fail("handed on")
    return list(desk.folder.iterdir()) == []


class Highest:
    """The most memory of this process above its beginning, as seen at each item that goes by."""

    def __init__(self) -> None:
        gc.collect()
        self._process = psutil.Process()
        self._first = self.reached = self._process.memory_info().rss

    def seen(self, items: Iterable[object]) -> Iterator[object]:
        for number, item in enumerate(items):
            if number % 16 == 0:
                self.reached = max(self.reached, self._process.memory_info().rss)
            yield item

    @property
    def grown(self) -> int:
        return self.reached - self._first


def exchanged(hall: list[Desk], path: Path, entries: Iterable[Entry], papers: Iterable[tuple[str, bytes]]) -> Highest:
    one, two = hall
    highest = Highest()
    one.write(path, [two], highest.seen(entries), highest.seen(papers))  # type: ignore[arg-type]
    with opened_exchange_file(path, two.itself, halt=lambda: None) as found:
        for _ in highest.seen(found.items()):
            pass
    return highest


def test_neither_writer_nor_reader_holds_the_whole(hall: list[Desk], tmp_path: Path) -> None:
    """50 MiB of papers that do not shrink, and 20,000 entries; what it takes the first time stays taken."""
    path = tmp_path / "file.gcx"
    exchanged(hall, path, a_chain("aaaa0001", 100), (a_paper(os.urandom(MEBIBYTE)) for _ in range(3)))
    papers = (a_paper(os.urandom(MEBIBYTE)) for _ in range(50))
    highest = exchanged(hall, path, a_chain("aaaa0001", 20_000), papers)
    assert path.stat().st_size > 50 * MEBIBYTE
    assert highest.grown < 24 * MEBIBYTE


def bomb(many: int, size: int) -> bytes:
    """Entries of so many zeros each, which shrink to next to nothing."""
    (entry,) = a_chain("aaaa0001", 1)
    swollen = replace(entry, written="0" * size)
    return zstandard.ZstdCompressor(level=1).compress(b"".join(frames_of([swollen] * many)))


def test_what_unpacks_far_beyond_its_size_is_refused(hall: list[Desk], tmp_path: Path) -> None:
    packed = bomb(8, 15 * MEBIBYTE)
    assert len(packed) < MEBIBYTE
    path = with_contents(tmp_path / "file.gcx", hall, packed)
    assert is_refused(path, hall[1])
    with opened_exchange_file(path, hall[1].itself, limits=replace(LIMITS, free=200 * MEBIBYTE)) as found:
        assert found.entries == 8


@pytest.mark.parametrize("size", [LIMITS.entry + 1, 2**31])
def test_an_entry_beyond_the_longest_is_refused(hall: list[Desk], tmp_path: Path, size: int) -> None:
    packed = zstandard.ZstdCompressor().compress(b"E" + size.to_bytes(4, "big") + b"[" * 1000)
    assert is_refused(with_contents(tmp_path / "file.gcx", hall, packed), hall[1])


def test_a_paper_beyond_the_largest_is_refused_at_its_first_part(hall: list[Desk], tmp_path: Path) -> None:
    sha256, content = a_paper(bytes(LIMITS.paper + 1))
    packed = zstandard.ZstdCompressor().compress(b"".join(frames_of([], [(sha256, content)])))
    assert is_refused(with_contents(tmp_path / "file.gcx", hall, packed), hall[1])
    assert LIMITS.paper >= 20 * MEBIBYTE >= PART_BYTES  # attachments, the largest that there are


def test_what_asks_for_more_memory_to_unpack_than_ours_is_refused(hall: list[Desk], tmp_path: Path) -> None:
    wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packing = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    packed = packing.compress(b"".join(frames_of([]))) + packing.flush()
    assert is_refused(with_contents(tmp_path / "file.gcx", hall, packed), hall[1])


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"not packed",
        zstandard.ZstdCompressor().compress(b""),
        zstandard.ZstdCompressor().compress(b"".join(frames_of(a_chain("aaaa0001", 9))))[:-20],
    ],
    ids=["none", "other bytes", "nothing in it", "cut"],
)
def test_what_does_not_unpack_is_refused(hall: list[Desk], tmp_path: Path, packed: bytes) -> None:
    assert is_refused(with_contents(tmp_path / "file.gcx", hall, packed), hall[1])


def test_a_wrong_item_anywhere_keeps_all_from_being_handed_on(hall: list[Desk], tmp_path: Path) -> None:
    """The last of many: whoever takes in fifty at a time would have taken the others."""
    frames = list(frames_of(a_chain("aaaa0001", 200), [a_paper(b"x")]))
    frames[-2] = frames[-2][:-1] + b"y"
    packed = zstandard.ZstdCompressor().compress(b"".join(frames))
    assert is_refused(with_contents(tmp_path / "file.gcx", hall, packed), hall[1])


def test_nothing_is_unpacked_for_a_signer_that_is_not_known(hall: list[Desk], tmp_path: Path) -> None:
    """What cannot be unpacked would be told first."""
    path = with_contents(tmp_path / "file.gcx", hall, b"not packed")
    del hall[1].known["aaaa0001"]
    with pytest.raises(SenderUnknown), opened_exchange_file(path, hall[1].itself):
        pytest.fail("handed on")


def test_a_header_beyond_the_longest_is_refused(hall: list[Desk], tmp_path: Path) -> None:
    path = hall[0].write(tmp_path / "file.gcx", [hall[1]])
    header, _, _ = opened(path.read_bytes(), hall[1])
    with opened_exchange_file(path, hall[1].itself, limits=replace(LIMITS, header=len(header))):
        pass
    assert is_refused(path, hall[1], replace(LIMITS, header=len(header) - 1))
