"""The office: its clerks and roles, its policy packs, its calendars."""
