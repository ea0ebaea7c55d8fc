"""Figures, reports and shift slips of the office."""
