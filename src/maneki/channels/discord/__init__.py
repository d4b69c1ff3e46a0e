"""Discord: what it is told (embeds, message, channel) and what it tells us (bot, commands)."""
