"""The demo's world: who wants what, what turns up where, and who is to hear of it. Pure and seeded.

vocabulary    the words sellers use
listings      what is listed, where, when, and what happens to it
filters       what the members ask for
expectations  cases written by hand, one per rule, with what must come of them
due           who is to hear of what, worked out with the plain matcher
"""
