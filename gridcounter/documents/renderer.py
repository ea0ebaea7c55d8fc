"""The interface of a renderer: a suffix, and a form drawn into an open file."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from gridcounter.core.papers.form_model import FormModel


class Renderer(Protocol):
    """Draws form models in one file format."""

    @property
    def suffix(self) -> str:
        """With the dot, in lower case."""
        ...

    def render(self, model: FormModel, target: BinaryIO) -> int:
        """Writes one paper; returns the number of pages, or 0 if only the reading program can count them."""
        ...
