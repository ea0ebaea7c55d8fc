"""The columns that a table of one place can have: its businesses and the questions of its own policy among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from gridcounter.core.exchange.import_cells import header_remarks, header_text, read_cell
from gridcounter.core.exchange.import_columns import COLUMNS, EXAMPLE, FACTS, OWN_NUMBER, RECEIVED, Column, Kind
from gridcounter.core.exchange.import_words import SPELLINGS, TITLES_OF_KINDS, YES_NO
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.keys import DateKey, FlagKey, Key, WordKey
from gridcounter.core.validation.models import shown
from gridcounter.core.validation.units import Unit, comparable, units_called

BUSINESS = "case.business"
#: Before the label of a question that is called as another column is.
_OWN = "本地："
#: A business that general practice has everywhere, and what its example row says besides.
_OTHER = "transfer"
_OF_OTHER: Mapping[str, str] = {
    "applicant.name": f"{EXAMPLE}样例茶楼",
    "premises.address": "样例路 2 号",
    "applicant.phone": "13900000000",
    RECEIVED: "2026-09-21",
}


@dataclass(frozen=True)
class ImportTable:
    """`columns` are all that are read, `offered` those of the template. `businesses` are names by id, `of_works` the
    fields that only works can have.
    """

    columns: tuple[Column, ...]
    offered: tuple[Column, ...]
    businesses: Mapping[str, str]
    of_works: frozenset[str] = frozenset()

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Field -> the title of its column."""
        return {column.field: column.title for column in self.columns}

    @cached_property
    def named(self) -> Mapping[str, Column]:
        """Title in comparable form -> its column."""
        found = {header_text(name): one for one in self.columns for name in (one.title, *one.aliases)}
        fields = {column.field: column for column in self.columns}
        found |= {title: replace(fields[field], id_kind=kind) for title, (field, kind) in TITLES_OF_KINDS.items()}
        return {**found, OWN_NUMBER.title: OWN_NUMBER}

    @cached_property
    def remarks(self) -> frozenset[str]:
        """What stands in brackets after our own titles."""
        return frozenset(remark for column in self.columns for remark in header_remarks(column.title))

    @cached_property
    def said(self) -> Mapping[str, Mapping[str, str]]:
        """Field -> a contract value as a problem shows it -> the same value as written in the table."""
        return {
            one.field: {shown(one.words[comparable(word)]): shown(word) for word in one.offered} for one in self.columns
        }

    def values_of(self, cells: Mapping[str, str | float]) -> Mapping[str, object]:
        """An example row as it is read."""
        return {one.field: read_cell(one, cells[one.field])[0] for one in self.columns if one.field in cells}

    @cached_property
    def examples(self) -> tuple[Mapping[str, str | float], ...]:
        """The example rows of the template, by field: a connection, and another business where there is one."""
        first = {column.field: column.example for column in self.columns if column.example != ""}
        other = {BUSINESS: self.businesses[_OTHER]} if _OTHER in self.businesses else None
        return (first,) if other is None else (first, {**_OF_OTHER, **other})


def table_of(businesses: Mapping[str, str], questions: Mapping[LocalKey, Key], facts: Collection[str]) -> ImportTable:
    """`businesses` are names by id, `questions` those of the place's policy; `facts` are the keys of `FACTS` that it
    asks.
    """
    columns = tuple(_of_businesses(one, businesses) if one.field == BUSINESS else one for one in COLUMNS)
    taken = {column.title for column in (*columns, *FACTS.values(), OWN_NUMBER)} | TITLES_OF_KINDS.keys()
    own = tuple(_of_question(key, kind, taken) for key, kind in questions.items())
    offered = tuple(column for key, column in FACTS.items() if key in facts)
    return ImportTable(
        (*columns, *FACTS.values(), *own),
        (*columns, *offered, *own),
        businesses,
        frozenset(_field(key) for key in questions if key.of_works),
    )


def _of_businesses(column: Column, businesses: Mapping[str, str]) -> Column:
    words = {word: meant for word, meant in SPELLINGS["business"].items() if meant in businesses}
    for name, label in businesses.items():
        words.update((comparable(one), name) for one in (label, *label.partition("（")[0].split("、")))
    return replace(column, words=words, offered=tuple(businesses.values()))


def _of_question(key: LocalKey, kind: Key, taken: Collection[str]) -> Column:
    title = key.label if key.label not in taken else _OWN + key.label
    match kind:
        case FlagKey():
            return Column(_field(key), title, Kind.WORD, words=YES_NO, offered=("是", "否"))
        case DateKey():
            return Column(_field(key), title, Kind.DAY)
        case WordKey():
            words = {comparable(label): word for word, label in key.words.items()}
            return Column(_field(key), title, Kind.WORD, words=words, offered=tuple(key.words.values()))
    units = units_called(key.unit) or {comparable(key.unit): Unit(1)}
    return Column(_field(key), f"{title}（{key.unit}）" if key.unit else title, Kind.NUMBER, units=units)


def _field(key: LocalKey) -> str:
    return f"case.{key}"


#: Without a place: what general practice has is not known here.
STANDARD = table_of(WORD_LABELS["business"], MappingProxyType({}), ())
