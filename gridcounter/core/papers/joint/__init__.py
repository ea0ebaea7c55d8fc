"""The papers of a joint application: what each unit is given, and what the applicant agrees to."""
