"""The only code that writes. A module a noun, a function an act; ``actor`` comes first."""
