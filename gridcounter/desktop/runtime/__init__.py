"""Beside the window: workarounds for Python and PySide6, and what the system tells."""
