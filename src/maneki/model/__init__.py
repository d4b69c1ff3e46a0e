"""The values everybody speaks. Pure: no I/O, no clock, no settings."""
