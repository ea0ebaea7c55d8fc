"""What Python and PySide6 need before and beside the window."""
