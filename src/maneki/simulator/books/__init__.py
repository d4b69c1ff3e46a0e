"""Sources of books to rehearse with, all of them on one loopback port."""
