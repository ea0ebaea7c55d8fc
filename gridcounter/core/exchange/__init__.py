"""Tables of applications, and the bundles that leave the office."""
