"""The slash commands: what is typed comes in, a desk does it, a reply says what was done."""
