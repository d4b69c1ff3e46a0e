"""Mercari Japan: unofficial, off until the operator turns it on, slow on purpose."""
