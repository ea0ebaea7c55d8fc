"""The bytes of a picture."""

from __future__ import annotations

from PySide6.QtGui import QImage


def bytes_of(image: QImage) -> bytes:
    """Copied while the picture lives: what `constBits` returns does not keep it, and would read what came after it."""
    return bytes(image.constBits())
