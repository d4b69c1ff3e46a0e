"""Open Library, which needs no key. https://openlibrary.org/developers/api"""
