"""The ribbon of an application's or a filing's life, shared by the pages."""
