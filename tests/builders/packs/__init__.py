"""The local policies read by hand, and the engine that the packs are compared with."""
