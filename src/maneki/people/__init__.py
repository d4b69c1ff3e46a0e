"""Who people are, where they want to hear of things, and what they do not want to hear of."""
