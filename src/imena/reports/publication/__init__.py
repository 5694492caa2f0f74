"""A statement as it is published: data, definition, pages in both languages, and their digests."""
