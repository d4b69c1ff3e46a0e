"""The shopkeeper: what customers mean, and what may be answered."""
