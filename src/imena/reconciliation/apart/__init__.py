"""A reconciliation in a process of its own: begun from a page, told in a folder, gone on with."""
