"""The hub: a PostgreSQL database of sealed boxes, which brings the desks of an office together and can read nothing."""
