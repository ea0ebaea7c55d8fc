"""Damaged copies of good files: bytes flipped, cut, inserted and doubled; in ZIP files also the entries' headers."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from builders.extent import FULL
from builders.extent import examples as at_most


def examples(few: int) -> settings:
    """So many in the long form, always the same; ten times as many, and others each time, in the full one."""
    return settings(
        max_examples=few * 10 if FULL else at_most(few),
        derandomize=not FULL,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def gone_wrong(content: bytes) -> SearchStrategy[bytes]:
    return CHANCE.map(lambda chance: spoiled(content, chance))


#: Seeded: a failure is told with the seed that leads to it again.
CHANCE = st.randoms(note_method_calls=False, use_true_random=True)

#: Signs that mean something to a reader of TOML, JSON, XML, PDF or a picture.
_SIGNS = [b'"', b"'", b"[", b"]", b"{", b"}", b"=", b",", b"\n", b"\r", b"#", b"\\", b"\\u0000", b"\\ud800", b"\x00"]
_SIGNS += [b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"&", b"%", b"=1e999\n", b"= nan\n", b"true", b"9" * 5000]
_SIGNS += [b"[" * 3000, b"{'a'=" * 200, b"-1", b"2026-02-30", b"../", b"\xe2\x80\xae"]

_NAMES = ["../out.txt", "/etc/out", "C:\\out", "a\\b", "a/../b", "a\x00b", ".", "名" * 100, "con", "a/", "a:b"]
_METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
_NOT_MEANT = [b"", b"[" * 100_000, b"nan", b"{}", b"[]", b'"x"', b"\xff", b"1" * 5000]


def spoiled(content: bytes, chance: Random) -> bytes:
    """A few slips, each somewhere else."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        to = at + chance.randint(1, 40)
        sign = chance.choice([*_SIGNS, chance.randbytes(4)])
        match chance.choice(["flip", "put in", "take out", "double", "cut", "write over"]):
            case "flip":
                content = content[:at] + bytes(byte ^ 1 << chance.randrange(8) for byte in content[at : at + 1]) \
                    + content[at + 1 :]  # fmt: skip
            case "put in":
                content = content[:at] + sign + content[at:]
            case "take out":
                content = content[:at] + content[to:]
            case "double":
                content = content[:to] + content[at:to] + content[to:]
            case "cut":
                content = content[:at]
            case "write over":
                content = content[:at] + sign + content[at + len(sign) :]
    return content


def spoiled_zip(whole: Mapping[str, bytes], chance: Random) -> bytes:
    """Of a package with a manifest, which is sometimes mended by somebody who knows how."""
    files = dict(whole)
    for _ in range(chance.randint(0, 2)):
        name = chance.choice(sorted(files))
        match chance.choice(["change", "rename", "drop", "replace"]):
            case "change":
                files[name] = spoiled(files[name], chance)
            case "rename":
                files[chance.choice(_NAMES)] = files.pop(name)
            case "drop":
                del files[name]
            case "replace":
                files[name] = chance.choice(_NOT_MEANT)
    if chance.random() < 0.5:
        _seal(files)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # the constructor would mend it
            entry.compress_type = chance.choice(_METHODS)
            archive.writestr(entry, content)
    return spoiled(target.getvalue(), chance) if chance.random() < 0.5 else target.getvalue()


def _seal(files: dict[str, bytes]) -> None:
    """Mends the digests in the manifest, where there is still one to mend."""
    try:
        listed = json.loads(files["manifest.json"])
        listed["files"] = [
            {"path": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in files.items()
            if name != "manifest.json"
        ]
        files["manifest.json"] = json.dumps(listed).encode()
    except (KeyError, TypeError, ValueError, RecursionError):
        return
