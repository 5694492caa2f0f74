"""What others say in numbers: the words, what they allow, and what does not fit together."""
