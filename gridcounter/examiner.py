"""A process of its own, in which alone a PDF, a picture or a Word file from outside is decoded.

services/files/examination.py starts it and sends the bytes. Each finding goes out at once as one line of JSON, so that
what was found before a limit ended the process is not lost: {"refused": ...}, {"carries": [...]}, {"picture": ...},
{"text": ...}, {"codes": [...]}, {"taken": ...}.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

if sys.platform != "win32":
    import resource

from gridcounter import lazy
from gridcounter.core.validation.attachments import AttachmentCutOff, Carried, FileType, PaperType, PictureTooLarge
from gridcounter.privacy import keep_private
from gridcounter.services.files.pdf_pages import NotDrawn, draw_page, page_sizes
from gridcounter.services.files.pictures import check_picture, grey_picture, small_picture, taken_at

#: Seconds of the processor, and bytes of memory with the program itself, which has about 100 MB.
MOST_SECONDS, MOST_MEMORY = 5, 768 * 1024 * 1024
#: A long paper has a hundred pages.
MOST_SECONDS_OF_A_TEXT = 15
MOST_SECONDS_OF_A_PHOTO = 15
#: QR codes of one picture that are told; the side in points to which a page of a PDF is drawn for them.
MOST_CODES, _PAGE_SIDE = 8, 2400
#: Letters of one paper; the longest that was tried has 15,000.
MOST_LETTERS = 400_000
_TEXT, _PHOTO = "text:", "photo:"
#: The side of the square into which a picture is drawn.
PIXELS = 224
#: Where an object of a PDF says what it is: by its kind of action, or by an entry of this name.
_BY_ACTION = {
    "/JavaScript": Carried.SCRIPT,
    "/Rendition": Carried.SCRIPT,
    "/Launch": Carried.PROGRAM,
    "/SubmitForm": Carried.OUTSIDE,
    "/ImportData": Carried.OUTSIDE,
    "/GoToR": Carried.OUTSIDE,
    "/Movie": Carried.OUTSIDE,
    "/GoToE": Carried.FILES,
}
_BY_ENTRY = {
    "/JS": Carried.SCRIPT,
    "/JavaScript": Carried.SCRIPT,
    "/XFA": Carried.SCRIPT,
    "/OnInstantiate": Carried.SCRIPT,
    "/EF": Carried.FILES,
    "/EmbeddedFiles": Carried.FILES,
    "/RichMediaContent": Carried.FILES,
}
#: A link is followed by a click alone.
_ALREADY_TOLD = {*_BY_ACTION, "/URI"}
#: The same names in the bytes; the short one only before a value, for three bytes come by chance in what is packed.
_IN_BYTES = re.compile(
    rb"/(?:(JavaScript|Rendition|Launch|SubmitForm|ImportData|GoToR|GoToE|XFA|OnInstantiate|EmbeddedFiles|"
    rb"RichMediaContent)(?![A-Za-z0-9])|(JS)\s*(?:[(<]|\d+ \d+ R))"
)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
#: Of one stream of objects, unpacked, and how many are looked at.
_MOST_UNPACKED, _MOST_PACKED = 8 * 1024 * 1024, 200


def run() -> None:
    """The entry point of the `gridcounter-examine` program: one argument, the type of the file.

    With `text:` before it, the text alone is read; with `photo:`, QR codes and the moment of taking as well.
    """
    keep_private()
    wanted = sys.argv[1]
    longer = MOST_SECONDS_OF_A_PHOTO if wanted.startswith(_PHOTO) else MOST_SECONDS_OF_A_TEXT
    set_limits(MOST_SECONDS if wanted in set(FileType) else longer)
    for finding in _findings(wanted, sys.stdin.buffer.read()):
        sys.stdout.write(json.dumps(finding) + "\n")
        sys.stdout.flush()


def _findings(wanted: str, content: bytes) -> Iterator[dict[str, Any]]:
    if wanted.startswith(_TEXT):
        return read_text(content, PaperType(wanted.removeprefix(_TEXT)))
    if wanted.startswith(_PHOTO):
        return read_photo(content, FileType(wanted.removeprefix(_PHOTO)))
    kind = FileType(wanted)
    return examine_pdf(content) if kind is FileType.PDF else examine_picture(content, kind)


def set_limits(seconds: int = MOST_SECONDS) -> None:
    """Where the system has them; on Windows whoever started the process ends it in time."""
    if sys.platform == "win32":
        return
    limits = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: 0}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = MOST_MEMORY
    for limit, most in limits.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))


def read_text(content: bytes, kind: PaperType) -> Iterator[dict[str, Any]]:
    """The text in the order of reading; nothing if there is none, or too much."""
    lines: list[str] = []
    letters = 0
    try:
        for line in _lines_of_pdf(content) if kind is PaperType.PDF else _lines_of_word(content):
            lines.append(line)
            letters += len(line)
            if letters > MOST_LETTERS:
                return
    except Exception:  # noqa: BLE001  whatever a hostile file makes the library raise
        return
    if letters:
        yield {"text": "\n".join(lines)}


def _lines_of_pdf(content: bytes) -> Iterator[str]:
    reader = lazy.pypdf.PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return
    for page in reader.pages:
        yield from page.extract_text().splitlines()


def _lines_of_word(content: bytes) -> Iterator[str]:
    """A row of a table is one line, its cells set apart by tabs; a cell that spans columns is named once."""
    for part in lazy.docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(part, lazy.docx.table.Table):
            for row in part.rows:
                cells = {id(cell._tc): cell.text for cell in row.cells}  # noqa: SLF001  one element, several cells
                yield "\t".join(" ".join(text.split()) for text in cells.values())
        else:
            yield from (*part.text.splitlines(), "")


def examine_picture(content: bytes, kind: FileType) -> Iterator[dict[str, Any]]:
    """Whether it is whole and of a bearable size, and the picture drawn small."""
    try:
        check_picture(content, kind)
    except (AttachmentCutOff, PictureTooLarge) as refused:
        yield {"refused": type(refused).__name__}
        return
    yield {"carries": []}
    small = small_picture(content, kind, PIXELS)
    yield _picture(small.width, small.height, small.tobytes())


def read_photo(content: bytes, kind: FileType) -> Iterator[dict[str, Any]]:
    """As a picture or a PDF is examined, then the QR codes in it, of a PDF those of its first page."""
    for finding in examine_pdf(content) if kind is FileType.PDF else examine_picture(content, kind):
        yield finding
        if "refused" in finding:
            return
    if kind is FileType.PDF:
        yield from _codes_of_page(content)
        return
    with contextlib.suppress(Exception):  # whatever hostile Exif makes the library raise
        yield {"taken": taken_at(content, kind)}
    yield _codes(grey_picture(content, kind))


def _codes_of_page(content: bytes) -> Iterator[dict[str, Any]]:
    try:
        sizes = page_sizes(content)
        if not sizes:
            return
        times = _PAGE_SIDE / max(*sizes[0], 1.0)
        drawn = draw_page(content, 0, (int(sizes[0][0] * times), int(sizes[0][1] * times)))
    except NotDrawn:
        return
    yield _codes(memoryview(drawn.bgrx[1::4]).cast("B", (drawn.height, drawn.width)))


def _codes(picture: object) -> dict[str, Any]:
    wanted = lazy.zxingcpp.BarcodeFormats(lazy.zxingcpp.BarcodeFormat.QRCode)
    found = lazy.zxingcpp.read_barcodes(picture, formats=wanted)
    return {"codes": [code.text for code in found[:MOST_CODES]]}


def examine_pdf(content: bytes) -> Iterator[dict[str, Any]]:
    """What it carries besides pages, and its first page drawn small."""
    yield {"carries": sorted(carried_by(content))}
    yield from first_page(content)


def carried_by(content: bytes) -> set[Carried]:
    """Looks at every object of the PDF, whether or not a page uses it; streams are not unpacked.

    Another reader may find other objects: by the second of two equal keys, or by looking for them where the list of
    places is wrong. So the bytes are searched for the names as well.
    """
    found = carried_by_list(content)
    return found | {Carried.POSSIBLE for kind in _named_in_bytes(content) if kind not in found}


def _named_in_bytes(content: bytes) -> Iterator[Carried]:
    names = _BY_ACTION | _BY_ENTRY
    for part in (content, *_unpacked(content)):
        plain = _HEX.sub(lambda code: bytes([int(code[1], 16)]), part)
        for match in _IN_BYTES.finditer(plain):
            yield names["/" + (match[1] or match[2]).decode()]


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The streams of objects, listed or not; each up to a limit."""
    for place, begin in enumerate(_PACKED_OBJECTS.finditer(content)):
        if place == _MOST_PACKED:
            return
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[begin.end() :], _MOST_UNPACKED)


def carried_by_list(content: bytes) -> set[Carried]:
    """What the objects carry to which the file's own list leads, as pypdf reads it."""
    pypdf, found = lazy.pypdf, set[Carried]()
    try:
        reader = pypdf.PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {Carried.UNKNOWN}
        _ = reader.root_object  # raises where there is none: then nothing of it was seen
        numbered = {(number, generation) for generation, places in reader.xref.items() for number in places}
        numbered |= {(number, 0) for number in reader.xref_objStm}
        for number, generation in sorted(numbered):
            place = pypdf.generic.IndirectObject(number, generation, reader)
            found |= set(_carried(reader.get_object(place)))
    except Exception:  # noqa: BLE001  whatever a hostile file makes the library raise
        found.add(Carried.UNKNOWN)
    return found


def _carried(found: object) -> Iterator[Carried]:
    """Of one object and of what lies inside it; other objects have their own turn."""
    waiting: list[object] = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield from _carried_by_one(one)
            waiting += list(dict.values(one))
        elif isinstance(one, list):
            waiting += list(list.__iter__(one))


def _carried_by_one(one: dict[object, object]) -> Iterator[Carried]:
    """Of a dictionary, without what lies inside it."""
    action = _behind(one, "/S")
    known = action if isinstance(action, str) else ""
    if known in _BY_ACTION:
        yield _BY_ACTION[known]
    if any(isinstance(act, dict) and _behind(act, "/S") == "/URI" for act in _unasked(one)):
        yield Carried.OUTSIDE  # a page of the web that nobody asked for
    if known not in _ALREADY_TOLD and _is_elsewhere(one):
        yield Carried.OUTSIDE
    yield from _named(one)


def _behind(one: dict[object, object], key: str) -> object:
    """The value itself where a reference stands; `get` of the library gives the reference. None without the key."""
    return one[key] if key in one else None  # noqa: SIM401  see above


def _is_elsewhere(one: dict[object, object]) -> bool:
    """Whether it names another file: of a stream, a sound, a film, a page that is shown, a thread."""
    names = [] if "/EF" in one else [_behind(one, key) for key in ("/F", "/UF")]
    return any(isinstance(name, str) or (isinstance(name, dict) and not hasattr(name, "get_data")) for name in names)


def _unasked(one: dict[object, object]) -> Iterator[object]:
    """What happens without a click on it: on opening the file, on an event of a page or field, after another act."""
    events = _behind(one, "/AA")
    begun = [_behind(one, "/OpenAction"), _behind(one, "/Next")]
    if isinstance(events, dict):
        begun += [_behind(events, key) for key in events]
    for act in begun:
        if isinstance(act, list):
            yield from (getattr(part, "get_object", lambda part=part: part)() for part in list.__iter__(act))
        else:
            yield act


def _named(keys: Iterable[object]) -> Iterator[Carried]:
    return (_BY_ENTRY[key] for key in keys if isinstance(key, str) and key in _BY_ENTRY)


def first_page(content: bytes) -> Iterator[dict[str, Any]]:
    """The first page on white; nothing if it cannot be drawn."""
    try:
        sizes = page_sizes(content)
        if not sizes:
            return
        times = PIXELS / max(*sizes[0], 1.0)
        drawn = draw_page(content, 0, (int(sizes[0][0] * times), int(sizes[0][1] * times)))
    except NotDrawn:
        return
    rgb = bytearray(3 * drawn.width * drawn.height)
    for colour in range(3):
        rgb[colour::3] = drawn.bgrx[2 - colour :: 4]
    yield _picture(drawn.width, drawn.height, bytes(rgb))


def _picture(width: int, height: int, rgb: bytes) -> dict[str, Any]:
    """Its bare points: whoever started this process decodes nothing that came out of the file."""
    return {"picture": {"width": width, "height": height, "rgb": base64.b64encode(rgb).decode()}}


if __name__ == "__main__":
    run()
