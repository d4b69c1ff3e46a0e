"""Every table and every SQL statement. Takes and returns plain values; decides nothing."""

from maneki.store.store import Store, Transaction

__all__ = ["Store", "Transaction"]
