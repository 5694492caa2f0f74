"""From a comparison to a signed name, home, and back: one module a command."""
