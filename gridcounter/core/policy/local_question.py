"""The questions that only one policy asks: their kinds, their words, and what an answer to one may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.keys import DateKey, FlagKey, Key, NumberKey, WordKey, is_number
from gridcounter.core.policy.rule import Identifier, Row, Rule, Sentence
from gridcounter.core.validation.models import YEARS, Problem, shown

LOCAL = "local."
#: What is said of an answer to a question that the policy does not ask.
UNKNOWN_KEY = "不认识的键"


class QuestionKind(StrEnum):
    """The kind of answer: yes or no, one of several words, a number, a day."""

    FLAG = "flag"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"


class About(StrEnum):
    """What a question is about; one about works is asked only where there are works."""

    WORKS = "works"
    SUPPLY = "supply"
    SITE = "site"


class Choice(Row):
    """One word that can be chosen, with its label."""

    id: Identifier
    label: Sentence


class QuestionRule(Rule):
    """A question of this policy alone, under the key `local.<id>`; `help` is shown beside it."""

    kind: QuestionKind
    label: Sentence
    unit: Sentence | None = None
    choices: tuple[Choice, ...] = ()
    about: About | None = None
    help: Sentence | None = None

    def key_at(self, place: int) -> LocalKey:
        """The key that conditions and cases use, with the words of this policy; `place` is its turn in asking."""
        words, of_works = {choice.id: choice.label for choice in self.choices}, self.about == About.WORKS
        return LocalKey(LOCAL + self.id, self.label, self.unit or "", words, of_works=of_works, place=place)

    @property
    def answered_with(self) -> Key:
        """What an answer may be, as for the keys that every place has."""
        match self.kind:
            case QuestionKind.FLAG:
                return FlagKey()
            case QuestionKind.NUMBER:
                return NumberKey(zero=True)
            case QuestionKind.DATE:
                return DateKey()
            case QuestionKind.CHOICE:
                return WordKey(tuple(choice.id for choice in self.choices))


def own_keys(questions: Iterable[QuestionRule]) -> dict[LocalKey, Key]:
    """The keys of these questions with what answers them, in the order in which their policy asks."""
    return {rule.key_at(place): rule.answered_with for place, rule in enumerate(questions)}


def local_problems(raw: object, questions: Mapping[str, QuestionRule], path: str) -> Iterator[Problem]:
    """The wrong answers of a case, each by its key; None is no answer. `path` is that of the whole part."""
    for name, value in raw.items() if isinstance(raw, Mapping) else ():
        question = questions.get(str(name))
        if question is None:
            allowed = f"以下之一：{'、'.join(sorted(questions))}" if questions else "不填写：本地文件没有自己的问题"
            yield Problem(f"{path}.{name}", UNKNOWN_KEY, allowed)
        elif value is not None and (allowed := _wrong(question, value)):
            yield Problem(f"{path}.{name}", shown(value), allowed)


def _wrong(question: QuestionRule, value: object) -> str:
    """What is allowed instead, in Chinese; "" for an answer that fits."""
    match question.kind:
        case QuestionKind.FLAG:
            fits, allowed = isinstance(value, bool), "true 或 false（不加引号）"
        case QuestionKind.NUMBER:
            fits = is_number(value) and 0 <= value < float("inf")
            allowed = f"不小于 0 的数（{question.unit}）"
        case QuestionKind.DATE:
            fits, allowed = _is_day(value), f"真实的日期，写作 2026-09-21（{YEARS.start} 年至 {YEARS.stop - 1} 年）"
        case QuestionKind.CHOICE:
            ids = [choice.id for choice in question.choices]
            fits, allowed = value in ids, f"以下之一：{'、'.join(ids)}"
    return "" if fits else allowed


def _is_day(value: object) -> bool:
    """Written in full, as in every other place of a case: 2021-3-1 is none."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).year in YEARS and len(value) == len("2021-03-01")
    except ValueError:
        return False
