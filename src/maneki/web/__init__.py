"""The HTTP door: health, and listings that are pushed."""
