"""Reads of the projected tables."""
