"""The real program, killed and hindered again and again, and whether anything was lost by it."""
