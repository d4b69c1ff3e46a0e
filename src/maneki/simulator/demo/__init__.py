"""`maneki demo`: the real program against the simulated world, and a judge who saw it all."""
