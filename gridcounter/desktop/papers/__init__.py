"""文书: papers of an application, shown, printed and issued."""
