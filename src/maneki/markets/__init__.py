"""One folder per market: a client that fetches and a parser that is pure. They keep nothing."""
