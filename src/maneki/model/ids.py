"""Ids are our own and opaque: nobody may read anything out of one, or make one up.

The store makes them. What a platform or a market calls a thing is an address or an external id.
"""

from __future__ import annotations

from typing import NewType

PersonId = NewType("PersonId", str)
ServerId = NewType("ServerId", str)
DestinationId = NewType("DestinationId", str)
FilterId = NewType("FilterId", str)
SearchId = NewType("SearchId", str)
ListingId = NewType("ListingId", str)
AlertId = NewType("AlertId", str)
OutboxId = NewType("OutboxId", str)
ParcelId = NewType("ParcelId", str)
IncidentId = NewType("IncidentId", str)
BookId = NewType("BookId", str)
EditionId = NewType("EditionId", str)
InboxId = NewType("InboxId", str)
ConversationId = NewType("ConversationId", str)
TurnId = NewType("TurnId", str)
HandoverId = NewType("HandoverId", str)
LinkCodeId = NewType("LinkCodeId", str)
LinkId = NewType("LinkId", str)
AuditId = NewType("AuditId", str)

EventId = NewType("EventId", int)
"""The sequence of a listing event: later events have larger numbers."""
