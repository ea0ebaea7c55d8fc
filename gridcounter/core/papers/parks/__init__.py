"""What the papers of the park book show: each firm's own and nothing of another's."""
