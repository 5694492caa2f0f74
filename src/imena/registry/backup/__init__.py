"""Backups that prove themselves, from either database into either.

A backup is one file: every row of the case file in a form of its own, not of an engine, compressed
and encrypted under a passphrase of its own, with how the ledger's chains ended. It counts as made
when it was restored beside the original and the ledger verified there.
"""
