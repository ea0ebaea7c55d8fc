"""The versions of the packs that this program ships or once shipped: any other text of theirs is not the program's own.

They stand in the code, so that a pack file that was edited in the installed program is noticed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

#: Place -> every version shipped so far, the present one last. A notice may still rest on an earlier one.
SHIPPED: Mapping[str, tuple[str, ...]] = {
    "baseline": ("sha256:5569a5277d17cf0a305eb0c9a445be27ec2c0e6c2688c3d8e6df3e1f00e8cb96",),
    "jining": (
        "sha256:0b1ac2c943a836833f8352349f88280b8594e36ab5de4cce8d1f6716851fd6eb",
        "sha256:e10541266e3a31c5098d30b56e45a361ead87d37781836670217a52939ff04f2",
    ),
    "liangzihu": ("sha256:aa5394fdd185bd71e9d1681d7a2e0b1c92e9b358cd9cc421a25abbd014a1638f",),
    "lianyungang": ("sha256:516a067873b6438be22c9b8191d38b28e1fa4f09c24693bb842cdb489fdc6b0d",),
    "linyi": ("sha256:57c63979190813f2d3eb457fa739329f0f7cf63441f3196b326e0343593fa959",),
    "zaozhuang": ("sha256:58b8e9fdeedfc6a042837051a03e9ad65e1a67e5d27e658d22cc0657f82dd5d7",),
}
_SHORT = 8


class Origin(StrEnum):
    """Where the text of a pack comes from, as far as its version tells."""

    SHIPPED = "shipped"
    DIFFERENT = "different"
    NOT_SHIPPED = "not_shipped"


_WORDS = {Origin.DIFFERENT: "与程序附带的不同", Origin.NOT_SHIPPED: "不随程序附带"}


def origin_of(place: str, version: str) -> Origin:
    """DIFFERENT if the program ships another text for the place, NOT_SHIPPED if it ships none."""
    known = SHIPPED.get(place)
    if known is None:
        return Origin.NOT_SHIPPED
    return Origin.SHIPPED if version in known else Origin.DIFFERENT


def origin_words(version: str, origin: Origin, *, adopted: bool, name: str = "政策包") -> str:
    """政策包 3f2a91c0 由本单位启用、与程序附带的不同; "" for a shipped pack. Says nothing of right or wrong."""
    if origin == Origin.SHIPPED:
        return ""
    who = "由本单位启用、" if adopted else ""
    return f"{name} {version.removeprefix('sha256:')[:_SHORT]} {who}{_WORDS[origin]}"
