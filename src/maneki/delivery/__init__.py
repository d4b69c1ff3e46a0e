"""Take the outbox to the channels: within every limit, once, and without losing anything."""
