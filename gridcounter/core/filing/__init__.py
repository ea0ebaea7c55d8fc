"""The course of a filing and what comes next."""
