"""Figures, reports and slips of the office."""
