"""The demonstration: what is accepted there stands as at a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.record_builders import a_demo

from gridcounter.bootstrap import open_application_service, open_assessor

if TYPE_CHECKING:
    from pathlib import Path


def test_each_acceptance_of_the_demonstration_pins_its_answer(tmp_path: Path) -> None:
    # without it the card said 已逾期 while 时限 listed nothing
    record = a_demo(tmp_path / "demo")
    try:
        service = open_application_service(record, open_assessor())
        accepted = [row.id for row in record.applications.recent(9) if row.accepted_on]
        pinned = [service.notice_terms.pinned(one) for one in accepted]
    finally:
        record.close()
    assert accepted
    assert all(pinned)
