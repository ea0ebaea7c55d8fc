"""The interface of a renderer: a suffix, and a form drawn into an open file."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol

from gridcounter.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridcounter.core.form_model import FormModel


class Renderer(Protocol):
    """Draws form models in one file format."""

    @property
    def suffix(self) -> str:
        """With the dot, in lower case."""
        ...

    def render(self, model: FormModel, target: BinaryIO) -> int:
        """Write one paper; the number of pages, or 0 where only the reading program will know it."""
        ...


class UnknownSuffix(Refusal):
    """No renderer for this suffix; the message names those there are."""

    def __init__(self, suffix: str, known: Iterable[str]) -> None:
        super().__init__(f"不能输出“{suffix}”格式的文件，可选：{'、'.join(known)}")


def by_suffix(renderers: Iterable[Renderer]) -> dict[str, Renderer]:
    """In the order given, so that a listing of the formats reads the same every time."""
    return {renderer.suffix: renderer for renderer in renderers}


def renderer_for(suffix: str, renderers: Mapping[str, Renderer]) -> Renderer:
    """By suffix with its dot, in any case. Raises UnknownSuffix."""
    found = renderers.get(suffix.lower())
    if found is None:
        raise UnknownSuffix(suffix, renderers)
    return found
