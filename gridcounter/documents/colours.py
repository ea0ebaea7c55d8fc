"""The colour space of a paper's greys: sRGB as an ICC profile, from its published numbers."""

from __future__ import annotations

from functools import cache
from struct import pack
from typing import Final, TypeAlias

Triple: TypeAlias = tuple[float, float, float]

NAME: Final = "sRGB IEC61966-2.1"
#: The primaries of IEC 61966-2-1 as XYZ, adapted by Bradford's method to the profile connection space's light.
PRIMARIES: Final[dict[bytes, Triple]] = {
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
#: That light (ICC.1): D50.
D50: Final[Triple] = (0.9642, 1.0, 0.8249)
CURVE_POINTS: Final = 256
#: The curve of IEC 61966-2-1: a straight line below the knee, a power function above.
KNEE, SLOPE, OFFSET, POWER = 0.04045, 12.92, 0.055, 2.4
HEADER_LENGTH: Final = 128


@cache
def srgb_profile() -> bytes:
    """ICC 2.1, which every PDF reader supports; the same bytes on every machine and day."""
    curve = b"curv" + bytes(4) + pack(">I", CURVE_POINTS) + b"".join(pack(">H", point) for point in _curve())
    parts = {
        b"desc": _description(NAME),
        b"cprt": b"text" + bytes(4) + b"Numbers of a standard; free to use\0",
        b"wtpt": _xyz(D50),
        **{name: _xyz(primary) for name, primary in PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    start = HEADER_LENGTH + 4 + 12 * len(parts)
    table, body = pack(">I", len(parts)), b""
    places: dict[bytes, int] = {}  # the three curves share one
    for name, part in parts.items():
        if part not in places:
            places[part] = start + len(body)
            body += part + bytes(-len(part) % 4)
        table += name + pack(">II", places[part], len(part))
    return _header(start + len(body)) + table + body


def _header(length: int) -> bytes:
    day = pack(">6H", 1999, 10, 18, 0, 0, 0)  # the standard's date; the time of writing would differ each time
    start = pack(">I4sI", length, bytes(4), 0x02100000) + b"mntrRGB XYZ " + day + b"acsp" + bytes(28)
    return (start + _fixed(D50)).ljust(HEADER_LENGTH, b"\0")


def _description(text: str) -> bytes:
    """In ASCII; the fields for other scripts are empty."""
    result = text.encode("ascii") + b"\0"
    return b"desc" + bytes(4) + pack(">I", len(result)) + result + bytes(4 + 4 + 2 + 1 + 67)


def _xyz(values: Triple) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(values)


def _fixed(values: Triple) -> bytes:
    return pack(">3i", *(round(value * 65536) for value in values))


def _curve() -> list[int]:
    """The linear light of a stored value, both scaled to 65535."""
    stored = (point / (CURVE_POINTS - 1) for point in range(CURVE_POINTS))
    light = (v / SLOPE if v <= KNEE else ((v + OFFSET) / (1 + OFFSET)) ** POWER for v in stored)
    return [round(65535 * value) for value in light]
