"""The world without the world: local stand-ins, as strict as the real thing."""
