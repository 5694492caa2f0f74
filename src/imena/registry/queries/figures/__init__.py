"""Others' figures and ours: what was said, and what the ledger answers."""
