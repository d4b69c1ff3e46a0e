"""Text messages: how they are cut, sent and received, by whichever provider."""
