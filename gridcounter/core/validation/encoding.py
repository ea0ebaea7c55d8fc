"""Decoding a text file from outside: UTF-8, with or without the byte order mark of a Windows editor."""

from __future__ import annotations

NOT_UTF8 = "文件不是 UTF-8 编码（可能是旧版记事本保存的）"
SAVE_AS_UTF8 = "请另存为 UTF-8 后再载入"


def decoded(content: bytes) -> str | None:
    """None if it is in another encoding.

    UTF-16 without its mark would read as UTF-8, with a zero beside each letter.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
