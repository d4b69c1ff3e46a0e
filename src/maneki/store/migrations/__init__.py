"""Alembic's folder. Only `maneki migrate` imports Alembic; the running program never does."""
