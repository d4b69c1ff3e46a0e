"""The world without the world: local stand-ins for what Maneki talks to, strict as the real thing."""
