"""The window itself: rail, main view, lock, tabs, reminders."""
