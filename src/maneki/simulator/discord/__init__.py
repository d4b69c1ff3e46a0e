"""A local Discord, strict as the real one. See `sim.DiscordSim`."""

from maneki.simulator.discord.entities import (
    ChannelType,
    MessageFlag,
    MessageType,
    Overwrite,
    OverwriteType,
    SimApplication,
    SimChannel,
    SimGuild,
    SimMember,
    SimMessage,
    SimRole,
    SimUser,
    SimWebhook,
)
from maneki.simulator.discord.gateway import Drop
from maneki.simulator.discord.intents import Intent
from maneki.simulator.discord.interactions import Choice, InteractionResult, Modal
from maneki.simulator.discord.journal import RateLimited, Report, Request, Rule, RulesBrokenError
from maneki.simulator.discord.limits import Scope
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.rules import (
    ArchivedThreads,
    FaultKind,
    Faults,
    Latency,
    Quota,
    RouteName,
    Rules,
    Window,
)
from maneki.simulator.discord.sim import DiscordSim
from maneki.simulator.discord.world import NotPossibleError

__all__ = [
    "ArchivedThreads",
    "ChannelType",
    "Choice",
    "DiscordSim",
    "Drop",
    "FaultKind",
    "Faults",
    "Intent",
    "InteractionResult",
    "Latency",
    "MessageFlag",
    "MessageType",
    "Modal",
    "NotPossibleError",
    "Overwrite",
    "OverwriteType",
    "Permission",
    "Quota",
    "RateLimited",
    "Report",
    "Request",
    "RouteName",
    "Rule",
    "Rules",
    "RulesBrokenError",
    "Scope",
    "SimApplication",
    "SimChannel",
    "SimGuild",
    "SimMember",
    "SimMessage",
    "SimRole",
    "SimUser",
    "SimWebhook",
    "Window",
]
