"""What is learned from texts by example: linear scorers, their features and how they are fitted."""
