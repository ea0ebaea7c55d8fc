"""Papers: drawn, issued, shown again from the archive; attachments of an application."""
