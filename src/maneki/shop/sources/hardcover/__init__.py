"""Hardcover, with a token. https://docs.hardcover.app/api/getting-started/"""
