"""设置: its page and the sections of office, clerks and display."""
