"""The manual in a separate window."""
