"""The class of each kind defines its contents; anything else is refused on writing, and marked on reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from builders.every_kind import EXAMPLES
from builders.record_builders import CLERK
from pydantic.fields import FieldInfo

from gridcounter.core.record.acts import CONTENTS, MalformedAct, Unread, check, read, unread
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Entry, Kind, canonical, chain

#: Kinds of which no single key is needed: either any of them, or one of two.
_ANY_OF = {Kind.OFFICE_SET, Kind.PERSONAL_DATA_SHOWN}


def an_entry(kind: Kind, values: Mapping[str, Any]) -> Entry:
    act = Act(kind, values, CLERK, "a1")
    return chain(act, device="d1", head=None, hlc="1", now="2026-09-21T09:00:00+08:00", salt=b"1")


def keys_of(model: type[Contents]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def models(model: type[Contents]) -> list[type[Contents]]:
    """The class and those of its parts that are ours."""
    return [model, *(one for one in Contents.__subclasses__() if one.__module__ == model.__module__)]


def test_every_kind_has_its_class_under_its_own_name() -> None:
    assert set(CONTENTS) == set(Kind), "a kind needs its line in core/record/acts.py"
    assert set(EXAMPLES) == set(Kind), "a kind needs its example in tests/builders/every_kind.py"
    named = {kind: "".join(part.title() for part in kind.split("_")) for kind in Kind}
    assert {kind: model.__name__ for kind, model in CONTENTS.items()} == named
    assert len(set(CONTENTS.values())) == len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_class_and_every_key_says_what_it_means(kind: Kind) -> None:
    for model in models(CONTENTS[kind]):
        assert (model.__doc__ or "").strip(), model
        for key, field in keys_of(model).items():
            described = field.description or getattr(field.annotation, "__doc__", "")
            assert described, f"{model.__name__}.{key}"


@pytest.mark.parametrize("kind", Kind)
def test_what_is_checked_is_read_again_as_it_was_written(kind: Kind) -> None:
    found = check(Act(kind, EXAMPLES[kind], CLERK, "a1"))

    assert type(found) is CONTENTS[kind]
    assert read(an_entry(kind, EXAMPLES[kind])) == found
    said = found.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert canonical(said) == canonical(EXAMPLES[kind])


@pytest.mark.parametrize("kind", Kind)
def test_a_key_that_is_missing_unknown_or_of_another_type_is_refused_by_its_name(kind: Kind) -> None:
    text = EXAMPLES[kind]
    needed = [key for key, field in keys_of(CONTENTS[kind]).items() if field.is_required()]
    assert needed or kind in _ANY_OF
    wrong = {f"{kind}：{key}": {name: text[name] for name in text if name != key} for key in needed}
    wrong[f"{kind}："] = {}
    wrong[f"{kind}：unknown"] = {**text, "unknown": 1}
    for where, payload in wrong.items():
        with pytest.raises(MalformedAct, match=where):
            check(Act(kind, payload, CLERK, "a1"))
    for key in text:
        mapping = () if isinstance(text[key], dict) else ({"a": {"b": 1}},)
        for other in (1.5, [[1]], *mapping):
            with pytest.raises(MalformedAct, match=f"{kind}：{key}"):
                check(Act(kind, {**text, key: other}, CLERK, "a1"))


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "20260921", "2026-9-21", "２０２６-09-21", "", 1, None])
def test_a_day_is_a_day_of_the_calendar(day: object) -> None:
    with pytest.raises(MalformedAct, match="materials_received：on"):
        check(Act(Kind.MATERIALS_RECEIVED, {"on": day}, CLERK, "a1"))


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ({"clocks": "none"}, "answer.clocks"),
        ({"case": {"on": "soon"}}, "answer"),
        ({"case": {}}, "answer"),
        ({"unknown": 1}, "answer.unknown"),
    ],
)
def test_an_answer_is_whole_or_refused(answer: dict[str, Any], where: str) -> None:
    text = EXAMPLES[Kind.ANSWER_MOVED]
    with pytest.raises(MalformedAct, match=where):
        check(Act(Kind.ANSWER_MOVED, {**text, "answer": text["answer"] | answer}, CLERK, "a1"))
    (one, *_) = text["answer"]["clocks"]
    with pytest.raises(MalformedAct, match="answer"):
        check(Act(Kind.ANSWER_MOVED, {**text, "answer": text["answer"] | {"clocks": [one, one]}}, CLERK, "a1"))


def test_the_sentence_names_the_key_and_nothing_that_was_typed() -> None:
    with pytest.raises(MalformedAct, match="请把这句话告诉维护人员") as refused:
        check(Act(Kind.OFFICIAL_NUMBER_ENTERED, {"number": {"样例张三": "13800000011"}}, CLERK, "a1"))
    assert "样例张三" not in str(refused.value)
    assert "13800000011" not in str(refused.value)


@pytest.mark.parametrize("kind", Kind)
def test_a_key_of_a_later_version_is_left_out_when_it_is_read(kind: Kind) -> None:
    later = {**EXAMPLES[kind], "a_later_key": {"x": 1}}
    assert read(an_entry(kind, later)) == read(an_entry(kind, EXAMPLES[kind]))


def test_what_cannot_be_read_is_marked_and_what_was_purged_is_nothing() -> None:
    sound = an_entry(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"})
    assert read(replace(sound, written=None, salt=None)) is None
    assert read(replace(sound, kind="meter_installed")) == Unread("kind")
    for text in ("{", "[]", "1", '{"on":"tomorrow"}', json.dumps({"on": None})):
        assert isinstance(read(replace(sound, written=text)), Unread), text
    assert unread([sound, replace(sound, seq=2, written="{}"), replace(sound, written=None)]) == ("d1:2",)
