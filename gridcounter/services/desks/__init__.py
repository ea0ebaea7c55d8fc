"""What travels between the desks of one office: sealed files, invitations, and the keys they are sealed to."""
