"""`maneki loadtest`: the real program under a load that is known to the alert, and its judge."""
