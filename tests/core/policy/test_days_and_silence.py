"""A step in days of the calendar, and a paper that says nothing of the supplier's sum."""

from __future__ import annotations

from datetime import date

from builders.small_papers import HEADER, a_case, a_pack, decision_of
