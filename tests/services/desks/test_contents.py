"""What goes into the contents of an exchange file comes out again, and anything else is refused."""

from __future__ import annotations

import io
import os
from dataclasses import replace

import pytest
from builders.desk_builders import a_chain, a_paper, sorted_out
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.record.journal import Entry
from gridcounter.services.desks.contents import (
    LIMITS,
    PART_BYTES,
    Limits,
    NotContents,
    PaperDiffers,
    PaperPart,
    frames_of,
    items_of,
    joined,
)

_TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
_HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
ENTRIES = st.builds(
    Entry,
    device=_NAMES,
    seq=st.integers(1, 2**53 - 1),
    hlc=_TEXTS,
    entered_at=_TEXTS,
    happened_at=_TEXTS,
    clerk=_TEXTS,
    application=st.none() | _TEXTS,
    kind=_NAMES,
    written=st.none() | st.text(st.characters(codec="utf-8")),
    salt=st.none() | st.binary(max_size=16),
    payload_digest=_HASHES,
    prev=_HASHES,
    hash=_HASHES,
)
ONE, OTHER = a_chain("aaaa0001", 2)
PAPER = a_paper(b"%PDF-1.7 a notice")


def read(
    content: bytes, limits: Limits = LIMITS, most: int | None = None
) -> tuple[list[Entry], list[tuple[str, bytes]]]:
    return sorted_out(items_of(io.BytesIO(content), limits, most))


def frame(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "big") + content


def part(content: bytes, *, of: bytes, size: int | None = None, offset: int = 0) -> bytes:
    sha256, _ = a_paper(of)
    numbers = (len(of) if size is None else size).to_bytes(8, "big") + offset.to_bytes(8, "big")
    return frame(b"P", bytes.fromhex(sha256) + numbers + content)


@given(st.lists(ENTRIES, max_size=5), st.lists(st.binary(max_size=50).map(a_paper), max_size=3))
def test_what_goes_in_comes_out_in_its_order(entries: list[Entry], papers: list[tuple[str, bytes]]) -> None:
    assert read(b"".join(frames_of(entries, papers))) == (entries, papers)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 1])
def test_a_paper_goes_in_parts_of_at_most_a_mebibyte(size: int) -> None:
    paper = a_paper(os.urandom(size))
    parts = list(items_of(io.BytesIO(b"".join(frames_of([], [paper, paper])))))
    assert [len(one.content) <= PART_BYTES for one in parts if isinstance(one, PaperPart)] == [True] * len(parts)
    assert len(parts) == 2 * max(1, -(-size // PART_BYTES))
    assert list(joined(one for one in parts if isinstance(one, PaperPart))) == [paper, paper]


def test_an_entry_of_a_later_kind_passes_as_it_is() -> None:
    later = replace(ONE, kind="desk_joined")
    assert read(b"".join(frames_of([later]))) == ([later], [])


def test_a_paper_that_is_not_what_its_digest_says_is_not_written() -> None:
    with pytest.raises(PaperDiffers, match="没有导出"):
        list(frames_of([], [(PAPER[0], b"other")]))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_way(content: bytes) -> None:
    with pytest.raises(NotContents):
        read(content)


@given(st.data())
def test_contents_with_one_byte_changed_or_cut_are_refused_or_say_other_entries(data: st.DataObject) -> None:
    """The signature keeps them from being altered; a fault of the writing program must not come as another error."""
    whole = b"".join(frames_of([ONE, OTHER], [PAPER]))
    place = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(NotContents):
        read(whole[:place])
    altered = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    try:
        entries, papers = read(altered)
    except NotContents:
        return
    assert papers == [PAPER]
    assert len(entries) == 2


_ENTRY = next(frames_of([ONE]))
_END = b"".join(frames_of([]))
WRONG = {
    "no end": _ENTRY,
    "an end that counts otherwise": _ENTRY + _END,
    "an end that does not count": frame(b"Z", b"[0]"),
    "something behind the end": _END + b"x",
    "an entry behind a paper": part(b"x", of=b"x") + _ENTRY + frame(b"Z", b"[1,1]"),
    "a letter that means nothing": frame(b"Q", b"") + _END,
    "twelve columns": frame(b"E", b'["d",1,"","","","",null,"k",null,null,"","",""]'.replace(b'null,"k"', b'"k"')),
    "a number as text": frame(b"E", next(frames_of([ONE]))[5:].replace(b",1,", b',"1",', 1)) + frame(b"Z", b"[1,0]"),
    "an object": frame(b"E", b"{}"),
    "no JSON": frame(b"E", b"["),
    "half of a character": frame(b"E", b'["\\ud800"]'),
    "the end in a paper": part(b"x", of=b"xy") + frame(b"Z", b"[0,0]"),
    "an entry in a paper": part(b"x", of=b"xy") + _ENTRY,
    "a part left out": part(b"x", of=b"xyz") + part(b"z", of=b"xyz", offset=2) + frame(b"Z", b"[0,1]"),
    "parts that lie where they do not": part(b"x", of=b"xyz", offset=1)
    + part(b"yz", of=b"xyz", offset=1)
    + frame(b"Z", b"[0,1]"),
    "a part twice": part(b"x", of=b"xy")
    + part(b"x", of=b"xy")
    + part(b"y", of=b"xy", offset=1)
    + frame(b"Z", b"[0,1]"),
    "a part of another paper": part(b"x", of=b"xy") + part(b"y", of=b"zy", offset=1) + frame(b"Z", b"[0,1]"),
    "a size that changes": part(b"x", of=b"xy") + part(b"y", of=b"xy", size=3, offset=1) + frame(b"Z", b"[0,1]"),
    "other bytes than the digest says": part(b"z", of=b"x") + frame(b"Z", b"[0,1]"),
    "more bytes than the size says": part(b"xy", of=b"xy", size=1) + frame(b"Z", b"[0,1]"),
    "no bytes though there are some": part(b"", of=b"x") * 3 + frame(b"Z", b"[0,0]"),
    "a part without its head": frame(b"P", bytes(47)),
    "a part that is too long": part(bytes(PART_BYTES + 1), of=bytes(PART_BYTES + 1)),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_this_program_does_not_write_is_refused(what: str) -> None:
    with pytest.raises(NotContents):
        read(WRONG[what])


def test_each_limit_holds_at_its_number_and_one_beyond() -> None:
    whole = b"".join(frames_of([ONE, OTHER], [PAPER]))
    longest = max(len(one) - 5 for one in frames_of([ONE, OTHER]))
    read(whole, replace(LIMITS, entry=longest, paper=len(PAPER[1]), items=3))
    for narrower in ({"entry": longest - 1}, {"paper": len(PAPER[1]) - 1}, {"items": 2}):
        with pytest.raises(NotContents):
            read(whole, replace(LIMITS, **narrower))
    content = sum(len(one) - 5 for one in frames_of([ONE, OTHER], [PAPER]))
    read(whole, most=content)
    with pytest.raises(NotContents):
        read(whole, most=content - 1)


def test_a_length_that_is_only_announced_takes_no_memory() -> None:
    asked = []

    class Source(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size)
            return super().read(size)

    with pytest.raises(NotContents):
        sorted_out(items_of(Source(b"E" + b"\xff" * 4)))
    assert max(size for size in asked if size is not None) < 10
