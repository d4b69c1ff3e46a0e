"""Builds everything once, runs it in one task group, closes it in reverse.

Nothing else makes live objects: every room receives what it needs by its constructor. Rooms that
must wake each other get a plain callable from here. What single commands need lies apart from the
service, so that they begin without loading what talks to Discord, or HTTP servers.
"""
