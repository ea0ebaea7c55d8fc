"""Workarounds for Python and PySide6, applied before and beside the window."""
