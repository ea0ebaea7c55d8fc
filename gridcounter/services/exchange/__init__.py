"""Tables of applications in and out, and the evidence bundle."""
