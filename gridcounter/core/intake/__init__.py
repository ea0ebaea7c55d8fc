"""Taking in an application: its steps, its list of documents, duplicates, addresses."""
