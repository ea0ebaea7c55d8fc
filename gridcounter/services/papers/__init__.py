"""Papers: drawn, issued, shown again from the archive; what is attached to an application."""
