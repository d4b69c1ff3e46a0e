"""A local gateway of text messages: both providers' interfaces, and the customers' phones."""

from maneki.simulator.sms.gateway import SmsSim
from maneki.simulator.sms.rules import (
    FaultKind,
    Rule,
    RulesBrokenError,
    SmsRules,
    Violation,
)
from maneki.simulator.sms.texts import SimText, Way

__all__ = [
    "FaultKind",
    "Rule",
    "RulesBrokenError",
    "SimText",
    "SmsRules",
    "SmsSim",
    "Violation",
    "Way",
]
