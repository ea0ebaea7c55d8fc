"""New editions of a policy: what they would change, and putting them in force."""
