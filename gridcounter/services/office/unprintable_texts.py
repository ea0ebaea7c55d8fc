"""Texts of a pack with a character that no font of this computer has: they would stop every paper of the place."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.policy.checks.malformed_texts import texts_in
from gridcounter.core.policy.parse import PackProblem
from gridcounter.core.validation.models import Problem, shown
from gridcounter.documents.faces import find_faces, packaged_faces, unprintable

_ALLOWED = "印得出的字（请换一个写法，或者删去）"


def unprintable_texts(raw: object, source: str) -> Iterator[PackProblem]:
    """One for each text and such character. The fonts of the computer are looked through only where ours lack one."""
    packaged = packaged_faces()
    doubtful = [(where, text) for where, text in texts_in(raw) if unprintable(text, packaged)]
    if not doubtful:
        return
    faces = find_faces()
    for where, text in doubtful:
        for char, code in unprintable(text, faces):
            yield PackProblem(source, where, Problem("文字", f"印不出的字{shown(char)}（{code}）", _ALLOWED))
