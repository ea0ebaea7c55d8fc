"""工作台: what is due, and the handover slip."""
