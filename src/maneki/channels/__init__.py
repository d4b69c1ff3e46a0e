"""Where people are: one folder per platform, in and out."""
