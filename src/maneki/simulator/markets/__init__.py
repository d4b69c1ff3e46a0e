"""A local market twin: feeds, a Mercari-like search, robots.txt and the reference rates."""
