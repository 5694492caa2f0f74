"""Numbers that survive handwriting, telephones and two alphabets: check letters, forms, ranges."""
