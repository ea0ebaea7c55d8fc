"""What several pages use: theme, tasks, file dialogs, printing, general widgets."""
