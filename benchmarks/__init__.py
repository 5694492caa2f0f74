"""One file a question: how long does it take, cold and warm."""
