"""Maneki tells people on Discord what turned up on the markets they watch, and keeps the shop."""

__version__ = "0.1.0"
