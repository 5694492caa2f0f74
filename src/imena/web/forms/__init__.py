"""Forms: what they ask, and how what was typed is read."""
