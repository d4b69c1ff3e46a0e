"""A bookshop's customers, who talk with the shopkeeper by text message and on Discord."""
