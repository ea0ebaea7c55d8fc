"""The ledger: finding applications, the history of one of them, what is due, the handover of a shift."""
