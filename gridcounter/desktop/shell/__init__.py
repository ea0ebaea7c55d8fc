"""The window itself: navigation rail, main view, lock, tabs, reminders."""
