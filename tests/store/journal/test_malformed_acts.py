"""A malformed act becomes no entry: one sentence, and the record is unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from builders.every_kind import EXAMPLES
from builders.record_builders import CLERK, a_day_of_entries, a_paper, stores_in, tables

from gridcounter.core.record.acts import CONTENTS, MalformedAct
from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Fault
from gridcounter.store.journal.validators.purge import CannotBePurged


def malformed(kind: Kind) -> Iterator[Mapping[str, Any]]:
    text = EXAMPLES[kind]
    for name, field in CONTENTS[kind].model_fields.items():
        if field.is_required():
            yield {key: value for key, value in text.items() if key != name}
    yield from ({**text, key: 1.5} for key in text)
    yield {**text, "unknown": 1}
    yield {}


def test_whatever_is_missing_wrong_or_unknown_nothing_is_written(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        before, count, tried = tables(stores.db), stores.journal.count(), 0
        for kind in Kind:
            for text in malformed(kind):
                with pytest.raises(MalformedAct, match=f"没有登记，台账没有改动.*{kind}：") as refused:
                    stores.journal.append(Act(kind, text, CLERK, "a1"))
                assert isinstance(refused.value, Fault)
                assert "\n" not in str(refused.value)
                assert not stores.db.conn.in_transaction
                tried += 1
        assert tried > 4 * len(Kind)
        assert (tables(stores.db), stores.journal.count()) == (before, count)
        assert stores.journal.verify() is None
        assert stores.journal.rebuild().changed == ()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.SURVEY_CONFIRMED, {}),
        (Kind.MATERIALS_RECEIVED, {"on": "tomorrow"}),
        (Kind.APPLICATION_HANDED_OVER, {}),
        (Kind.APPLICATION_CLOSED, {}),
        (Kind.OFFICIAL_NUMBER_ENTERED, {"number": {"a": 1}}),
        (Kind.PAPER_ISSUED, {**a_paper().payload, "version": 2**63}),
    ],
)
def test_what_once_broke_a_page_is_refused(tmp_path: Path, kind: Kind, values: dict[str, Any]) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        with pytest.raises(MalformedAct, match="请把这句话告诉维护人员"):
            stores.journal.append(Act(kind, values, CLERK, "a1"))


def test_what_is_not_on_record_is_not_purged_either(tmp_path: Path) -> None:
    one: dict[str, Any] = {
        "id": "gone",
        "number": "JN1-9999",
        "short_code": "CX",
        "opened_at": None,
        "received_on": None,
        "accepted_on": None,
        "closed_at": None,
        "tables": {},
    }
    with stores_in(tmp_path) as stores:
        values = {**EXAMPLES[Kind.RECORDS_PURGED], "applications": [one]}
        with pytest.raises(CannotBePurged, match="申请 JN1-9999 不在台账里"):
            stores.journal.append(Act(Kind.RECORDS_PURGED, values, CLERK))
        assert stores.journal.count() == 0
