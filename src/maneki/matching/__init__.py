"""Which filters does this listing satisfy, and why. Pure: no I/O, no clock, no settings."""
