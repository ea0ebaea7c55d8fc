"""Shared parts of the pages: theme, tasks, file dialogs, printing, general widgets."""
