"""What delivery has done since the process began, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from maneki.delivery.limits import Cause


@dataclass(slots=True)
class Tally:
    """Messages, unless it says otherwise. Whoever measures reads it; nothing depends on it."""

    sent: int = 0
    items_sent: int = 0
    """Alerts, notices and replies in the messages sent."""
    unclear: int = 0
    """Attempts of which nobody knew whether they arrived."""
    postponed: int = 0
    """Attempts the platform put off, or that a limit of ours did."""
    degraded: int = 0
    """Attempts refused for what was in them, and tried again plainer."""
    possibly_repeated: int = 0
    suspensions: int = 0
    """Destinations, not messages."""
    withdrawn: int = 0
    failed: int = 0
    rescued: int = 0
    pauses: Counter[Cause] = field(default_factory=Counter)
    """What told us to wait: the 429s by scope, and what we imposed on ourselves."""
