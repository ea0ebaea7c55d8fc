"""Every sentence of the forms stands in `form_sentences.txt` as a whole, with where it comes from under it.

`test_every_sentence.py` looks at phrases, and so cannot see who is named before a colon; here the sentence is one.
The list is changed by hand: who changes a sentence says there what bears it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from gridcounter import paths

READ = Path(__file__).with_name("form_sentences.txt").read_text("utf-8").splitlines()
FILLED_IN = re.compile(r"\{[^}]*\}")
#: Shorter ones are labels; what stands beside them is held by `test_values_beside_labels.py`.
A_SENTENCE = 8


def texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        for one in part.values():
            yield from texts(one)


def is_sentence(text: str) -> bool:
    own = FILLED_IN.sub("", text)
    return len(re.findall(r"[\u4e00-\u9fff]", own)) >= A_SENTENCE and re.search("[，。；：]", own) is not None


def sentences() -> Iterator[str]:
    for path in sorted(paths.forms().glob("*.toml")):
        for text in dict.fromkeys(texts(tomllib.loads(path.read_text("utf-8")))):
            if is_sentence(text):
                yield f"{path.stem}｜{text}"


def test_every_sentence_of_a_form_is_listed_as_a_whole() -> None:
    assert list(sentences()) == READ[::2]


def test_every_listed_sentence_says_where_it_comes_from() -> None:
    assert [line for line in READ[1::2] if not line.startswith("  ← ")] == []
