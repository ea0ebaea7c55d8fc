"""A passage of the paper itself as rich text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from gridcounter.core.original.excerpt import Piece, excerpt

if TYPE_CHECKING:
    from gridcounter.core.original.figures import Figure
    from gridcounter.core.original.passages import Passage
    from gridcounter.desktop.kit.theme import Scale, Tokens


def passage_html(passage: Passage, figures: Iterable[Figure], tokens: Tokens, scale: Scale) -> str:
    """What the passage stands under, and its words as in the paper with the figures marked; sizes in pixels."""
    small = f"color:{tokens.muted}; font-size:{scale.px(12)}px"
    head = f'<p style="margin:8px 0 0 0; {small}">{escape("原文　" + " › ".join(passage.heading))}</p>'
    words = "".join(_piece(piece, tokens) for piece in excerpt(passage.text.strip(), figures))
    look = f"background:{tokens.app}; color:{tokens.text}; padding:8px"
    return f'{head}<table width="100%" cellpadding="8"><tr><td style="{look}">{words}</td></tr></table>'


def _piece(piece: Piece, tokens: Tokens) -> str:
    text = escape(piece.text).replace("\n", "<br>")
    return f'<b style="background:{tokens.warn_soft}">{text}</b>' if piece.marked else text
