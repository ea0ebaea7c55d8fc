"""The desk of whoever writes a pack: what it answers while it is being written."""
