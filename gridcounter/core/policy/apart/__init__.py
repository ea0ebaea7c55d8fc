"""Rules that hang on no case: whom to visit, and what is applied for together with other utilities."""
