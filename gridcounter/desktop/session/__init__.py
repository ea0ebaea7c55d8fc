"""The session of the window: open record, clerk, copied texts."""
