"""Why a pack is not taken, short enough for a dialog."""

from __future__ import annotations

from gridcounter.errors import GridcounterError, WrongInput

_MOST = 12


def pack_refused(refused: GridcounterError) -> str:
    """The first problems of a pack that did not pass its check, with how many more there are; or the refusal."""
    if not isinstance(refused, WrongInput):
        return str(refused)
    more = len(refused.lines) - _MOST
    lines = [*refused.lines[:_MOST], *([f"还有 {more} 处"] if more > 0 else [])]
    return "\n".join(("这个政策包不能启用，请改好再载入：", *lines))
