"""The alert road up to the outbox: watch the markets, decide who hears of what, write it down."""
