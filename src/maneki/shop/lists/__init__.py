"""Lists of books that a shop has: files in, books out. Pure."""
