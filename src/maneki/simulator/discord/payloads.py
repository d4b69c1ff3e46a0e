"""How things look in JSON: every key that the official OpenAPI description requires.

Ids are strings. `guild_id` is absent, never null, where there is no server.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from maneki.simulator.discord.entities import (
    ChannelType,
    SimApplication,
    SimChannel,
    SimGuild,
    SimMember,
    SimMessage,
    SimRole,
    SimUser,
    SimWebhook,
)
from maneki.simulator.discord.ids import iso
from maneki.simulator.discord.intents import Intent

Json = dict[str, Any]

_LIMITED = {
    int(Intent.GUILD_PRESENCES): 1 << 13,
    int(Intent.GUILD_MEMBERS): 1 << 15,
    int(Intent.MESSAGE_CONTENT): 1 << 19,
}

HIDDEN_NAME = "___hidden___"
CHANNEL_OBFUSCATED = 1 << 17
VIEW_CHANNEL = 1 << 10


def optional_id(value: int | None) -> str | None:
    return None if value is None else str(value)


def optional_time(value: datetime | None) -> str | None:
    return None if value is None else iso(value)


def user(one: SimUser) -> Json:
    return {
        "id": str(one.id),
        "username": one.name,
        "avatar": None,
        "discriminator": "0000" if one.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "bot": one.bot,
        "banner": None,
        "accent_color": None,
        "global_name": one.global_name,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }


def own_user(one: SimUser) -> Json:
    return user(one) | {
        "mfa_enabled": False,
        "locale": one.locale,
        "premium_type": 0,
        "email": None,
        "verified": True,
        "bio": "",
    }


def application_flags(app: SimApplication) -> int:
    """Which privileged intents are switched on, as applications in few servers say it."""
    return sum(flag for intent, flag in _LIMITED.items() if app.privileged_intents & intent)


def application(app: SimApplication, *, guilds: int) -> Json:
    return {
        "id": str(app.id),
        "name": app.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(app.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}},
        "verify_key": f"{app.id:064x}",
        "flags": application_flags(app),
        "flags_new": str(application_flags(app)),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(app.owner),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "event_webhooks_status": 1,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def role(one: SimRole) -> Json:
    said = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.managed_by is not None,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if one.managed_by is not None:
        said["tags"] = {"bot_id": str(one.managed_by)}
    return said


def member_without_user(one: SimMember) -> Json:
    return {
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "communication_disabled_until": optional_time(one.timed_out_until),
        "flags": 0,
        "joined_at": iso(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role_id) for role_id in sorted(one.roles)],
        "collectibles": None,
        "mute": False,
        "deaf": False,
    }


def member(one: SimMember) -> Json:
    return member_without_user(one) | {"user": user(one.user)}


def overwrites(channel: SimChannel) -> list[Json]:
    return [
        {"id": str(one.id), "type": int(one.type), "allow": str(one.allow), "deny": str(one.deny)}
        for one in channel.overwrites.values()
    ]


def channel(one: SimChannel) -> Json:
    """Any channel: of a server, a thread or a DM."""
    if one.is_dm:
        return dm_channel(one)
    return thread(one) if one.thread is not None else guild_channel(one)


def dm_channel(one: SimChannel) -> Json:
    return {
        "id": str(one.id),
        "type": int(one.type),
        "last_message_id": optional_id(one.last_message_id),
        "flags": 0,
        "recipients": [user(other) for other in one.recipients if not other.bot],
    }


def guild_channel(one: SimChannel) -> Json:
    said: Json = {
        "id": str(one.id),
        "type": int(one.type),
        "flags": 0,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": optional_id(one.parent_id),
        "position": one.position,
        "permission_overwrites": overwrites(one),
        "nsfw": one.nsfw,
    }
    if one.type is ChannelType.CATEGORY:
        return said
    said["last_message_id"] = optional_id(one.last_message_id)
    said["rate_limit_per_user"] = one.slowmode
    if one.type in {ChannelType.VOICE, ChannelType.STAGE}:
        return said | {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    said["topic"] = one.topic
    said["default_auto_archive_duration"] = 1440
    if one.type is ChannelType.FORUM:
        said |= {
            "available_tags": [],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return said


def hidden_channel(one: SimChannel) -> Json:
    """A channel that the bot may not see, masked: id, type, position and parent are true."""
    return guild_channel(one) | {
        "name": HIDDEN_NAME,
        "flags": CHANNEL_OBFUSCATED,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "permission_overwrites": [
            {"id": str(one.guild_id), "type": 0, "allow": "0", "deny": str(VIEW_CHANNEL)}
        ],
    }


def thread_member(channel_id: int, user_id: int, joined: datetime) -> Json:
    return {
        "id": str(channel_id),
        "user_id": str(user_id),
        "join_timestamp": iso(joined),
        "flags": 0,
    }


def thread(one: SimChannel, *, of: SimUser | None = None) -> Json:
    """A thread; `of` adds the membership of that user, if there is one."""
    state = one.thread
    if state is None:
        raise ValueError(f"channel {one.id} is not a thread")
    metadata = {
        "archived": state.archived,
        "archive_timestamp": iso(state.archived_at),
        "auto_archive_duration": state.auto_archive_minutes,
        "locked": state.locked,
        "create_timestamp": iso(state.created_at),
    }
    if one.type is ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = state.invitable
    said = {
        "id": str(one.id),
        "type": int(one.type),
        "last_message_id": optional_id(one.last_message_id),
        "flags": 0,
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": optional_id(one.parent_id),
        "rate_limit_per_user": one.slowmode,
        "owner_id": str(state.owner_id),
        "thread_metadata": metadata,
        "message_count": state.messages,
        "member_count": min(50, len(state.members)),
        "total_message_sent": state.messages_ever,
        "applied_tags": [str(tag) for tag in state.applied_tags],
    }
    if of is not None and of.id in state.members:
        said["member"] = thread_member(one.id, of.id, state.members[of.id])
    return said


def guild(one: SimGuild) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(one.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(entry) for entry in one.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "premium_progress_bar_enabled_user_updated_at": None,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def webhook_author(message: SimMessage) -> Json:
    """The author of a webhook's message: a user who is not one."""
    return user(
        SimUser(
            id=message.webhook_id or 0,
            name=message.webhook_name or message.author.name,
            bot=True,
        )
    )


def _reaction(emoji: str, user_ids: list[int], viewer: SimUser | None) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(user_ids),
        "count_details": {"burst": 0, "normal": len(user_ids)},
        "burst_colors": [],
        "me_burst": False,
        "me": viewer is not None and viewer.id in user_ids,
    }


def message(one: SimMessage, *, viewer: SimUser | None = None, with_nonce: bool = False) -> Json:
    """A message as the API answers it; the gateway adds `guild_id` and `member`."""
    said = _message_core(one)
    if with_nonce and one.nonce is not None:
        said["nonce"] = one.nonce
    if one.reactions:
        said["reactions"] = [
            _reaction(entry.emoji, entry.user_ids, viewer) for entry in one.reactions
        ]
    if one.referenced is not None:
        gone = one.referenced.deleted
        said["referenced_message"] = None if gone else _message_core(one.referenced)
    return said


def _message_core(one: SimMessage) -> Json:
    is_own = one.webhook_id is None or one.webhook_id == one.application_id
    said: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "type": int(one.type),
        "author": user(one.author) if is_own else webhook_author(one),
        "content": one.content,
        "mentions": [user(other) for other in one.mentions],
        "mention_roles": [str(role_id) for role_id in one.mention_roles],
        "mention_everyone": one.mention_everyone,
        "attachments": one.attachments,
        "embeds": one.embeds,
        "timestamp": iso(one.created_at),
        "edited_timestamp": optional_time(one.edited_at),
        "flags": one.flags,
        "components": one.components,
        "pinned": one.pinned,
        "tts": one.tts,
    }
    if one.webhook_id is not None:
        said["webhook_id"] = str(one.webhook_id)
    if one.application_id is not None:
        said["application_id"] = str(one.application_id)
    if one.reference is not None:
        said["message_reference"] = one.reference
    if one.interaction is not None:
        said["interaction_metadata"] = one.interaction
    return said


def webhook(one: SimWebhook, *, api_url: str) -> Json:
    return {
        "id": str(one.id),
        "type": 1,
        "application_id": optional_id(one.application_id),
        "avatar": None,
        "channel_id": str(one.channel_id),
        "guild_id": str(one.guild_id),
        "name": one.name,
        "user": user(one.creator),
        "token": one.token,
        "url": f"{api_url}/webhooks/{one.id}/{one.token}",
    }
