"""The office itself: its clerks and roles, its policy packs, its calendars."""
