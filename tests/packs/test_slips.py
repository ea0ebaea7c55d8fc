"""Copying mistakes of the source documents and persons named in them never reach a pack."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: as they stand in the copies: 枣庄, 区域, 出资, 架设, 省办电, 低压, 一链办, 客户经理 were meant
SLIPS = ("枣阳", "区委", "出自建设", "求设表前线", "我办电", "高高低压", "一键办", "用户经理")


def test_no_copying_mistake_is_in_a_pack_or_a_form() -> None:
    for folder in ("resources", "forms"):
        for path in (ROOT / folder).rglob("*.toml"):
            text = path.read_text("utf-8")
            assert not [slip for slip in SLIPS if slip in text], path
