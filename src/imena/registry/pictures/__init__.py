"""Pictures that people bring: told by their content, read by a process of its own, shown as copies.

The original is kept as it came and is never sent to a browser; whatever hides in it stays there.
"""
