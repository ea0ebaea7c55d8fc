"""Gridcounter answers, at the counter, what an electricity applicant brings, waits for and pays."""

__version__ = "0.1.0"
