"""时限 opens on the first list that has any, until a list is asked for."""

from __future__ import annotations

import pytest
from test_models_whole import a_due

from gridcounter.desktop.deadlines.page import DeadlinesPage
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import LIGHT
from gridcounter.desktop.session.session import Session
from gridcounter.services.ledger.agenda import View


def told(page: DeadlinesPage, view: View, **totals: int) -> None:
    rows = (a_due(),) * totals.get(str(view), 0)
    page._on_read(page._asked, view, ({each: totals.get(str(each), 0) for each in View}, rows))  # noqa: SLF001  as a worker answers


@pytest.mark.parametrize(
    ("totals", "opened"),
    [
        ({"today": 1, "over": 3}, View.TODAY),
        ({"over": 3, "all": 9}, View.OVER),
        ({"week": 2, "all": 9}, View.WEEK),
        ({"deferred": 1}, View.DEFERRED),
        ({"all": 4}, View.ALL),
        ({}, View.TODAY),
    ],
)
def test_the_page_opens_on_the_first_list_that_has_any(
    session: Session, tasks: Tasks, totals: dict[str, int], opened: View
) -> None:
    page = DeadlinesPage(session, tasks, LIGHT)
    told(page, View.TODAY, **totals)
    assert page.view is opened


def test_a_list_that_was_asked_for_stays_though_it_is_empty(session: Session, tasks: Tasks) -> None:
    by_card, by_button = DeadlinesPage(session, tasks, LIGHT), DeadlinesPage(session, tasks, LIGHT)
    by_card.choose(View.PAUSED)
    by_button.chips[View.PAUSED].click()
    for page in (by_card, by_button):
        told(page, View.PAUSED, over=3)
        assert page.view is View.PAUSED
