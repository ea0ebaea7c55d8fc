"""Clocks of an application: arithmetic and words."""
