"""Google Books, with a key. https://developers.google.com/books/docs/v1/using"""
