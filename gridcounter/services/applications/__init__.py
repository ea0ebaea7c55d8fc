"""One application: taken in, accepted, its documents and deadlines, closed."""
