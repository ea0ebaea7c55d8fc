"""The first start, opening the record, and a new key."""
