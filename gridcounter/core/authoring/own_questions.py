"""The questions of one pack in the words in which its conditions and examples write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gridcounter.core.authoring.titles import CASE_LABELS
from gridcounter.core.labels import FLAG_LABELS, KEY_LABELS
from gridcounter.core.policy.local_question import LOCAL

#: What parts a condition into keys, values and groups.
_PARTS = re.compile(r"[\s／/；;（(“）)”：:]")


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """`labels` by key, `words` the labels of the choices by key; what could be misread is written by its key."""

    labels: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    @property
    def keys(self) -> Mapping[str, str]:
        """The key by its label."""
        return {label: key for key, label in self.labels.items()}


NO_QUESTIONS = OwnQuestions(MappingProxyType({}), MappingProxyType({}))


def own_questions(rules: object) -> OwnQuestions:
    """`rules` are the questions as TOML holds them, sound or not."""
    questions = list(_tables(rules))
    taken = {*KEY_LABELS.values(), *CASE_LABELS.values(), *(label for pair in FLAG_LABELS.values() for label in pair)}
    named = ((LOCAL + str(one.get("id")), str(one.get("label", ""))) for one in questions)
    labels = _writable(named, taken)
    words = {
        LOCAL + str(one.get("id")): _writable(
            ((str(choice.get("id")), str(choice.get("label", ""))) for choice in _tables(one.get("choices"))),
            {str(choice.get("id")) for choice in _tables(one.get("choices"))},
        )
        for one in questions
    }
    return OwnQuestions(labels, words)


def _tables(listed: object) -> Iterator[Mapping[str, object]]:
    return (one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, Mapping))


def _writable(named: Iterable[tuple[str, str]], taken: set[str]) -> dict[str, str]:
    """Each label once, and none that would be read as something else."""
    found: dict[str, str] = {}
    for key, label in named:
        if label and not _PARTS.search(label) and label not in taken and label not in found.values():
            found[key] = label
    return found
