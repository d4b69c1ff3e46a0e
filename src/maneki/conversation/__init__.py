"""One turn of a conversation, whatever the channel it comes by."""
