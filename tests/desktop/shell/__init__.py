"""A package, unlike the other folders of tests, so that its conftest is a module of its own."""
