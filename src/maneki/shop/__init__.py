"""The bookshop: what there is, what is on the shelf, and what is asked for."""
