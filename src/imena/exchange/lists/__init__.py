"""Tables of people on several lists."""
