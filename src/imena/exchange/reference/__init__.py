"""Reference results of other programs, and how far the engine is from them."""
