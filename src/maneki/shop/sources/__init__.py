"""Books that others know of: one folder for each source, and what they have in common."""
