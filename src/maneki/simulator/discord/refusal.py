"""What the API says when it refuses: a status, a code, a sentence, and which field was wrong.

The texts are Discord's; the nesting of `errors` follows the form's keys, with `_errors` lists of
`{code, message}` at the leaves (documentation: reference, "Error Messages").
"""

from __future__ import annotations

from typing import Any, NoReturn

from maneki.errors import ManekiError
from maneki.simulator.discord.rules import Answer

TEXTS = {
    0: "404: Not Found",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10011: "Unknown Role",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    20012: "You are not authorized to perform this action on this application",
    20028: "The write action you are performing on the channel has hit the write rate limit.",
    20029: "The write action you are performing on the server has hit the write rate limit.",
    30007: "Maximum number of webhooks reached (15)",
    30032: "Maximum number of application commands reached",
    30034: "Max number of daily application command creates has been reached (200)",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later",
    40003: "You are opening direct messages too fast",
    40005: "Request entity too large. Try sending something smaller in size",
    40058: "Cannot send messages in a forum channel",
    40060: "Interaction has already been acknowledged.",
    40094: "Follow-up message limit has been reached",
    40333: "internal network error",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50033: "Invalid Recipient(s)",
    50035: "Invalid Form Body",
    50034: "You can only bulk delete messages that are under 14 days old",
    50083: "Thread is archived",
    50109: "The request body contains invalid JSON.",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    220001: "Webhooks posted to forum channels must have a thread_name or thread_id",
    160002: "You cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
}


class Refusal(ManekiError):  # noqa: N818  (it is an answer, not a failure of the simulator)
    """The API's answer to a request that it does not carry out."""

    def __init__(
        self, status: int, code: int, message: str | None = None, *, errors: Any = None
    ) -> None:
        super().__init__(message or TEXTS.get(code, "Something is wrong"))
        self.status = status
        self.code = code
        self.errors = errors

    def body(self) -> dict[str, Any]:
        said: dict[str, Any] = {"message": str(self), "code": self.code}
        if self.errors is not None:
            said["errors"] = self.errors
        return said


class TooMany(Refusal):
    """A limit that a route's own bucket does not show was hit: 429 with a code."""

    def __init__(
        self, code: int, retry_after: float, *, message: str | None = None, self_caused: bool = True
    ) -> None:
        super().__init__(429, code, message)
        self.retry_after = retry_after
        self.self_caused = self_caused

    def body(self) -> dict[str, Any]:
        said = super().body() | {"retry_after": self.retry_after, "global": False}
        if self.code == 0:
            del said["code"]
        return said


def bad_request(code: int) -> Refusal:
    return Refusal(400, code)


def forbidden(code: int) -> Refusal:
    return Refusal(403, code)


def not_found(code: int) -> Refusal:
    return Refusal(404, code)


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def as_answer(answer: Answer) -> Refusal:
    return Refusal(answer.status, answer.code)


class FormErrors:
    """Everything that is wrong with one form, nested as the form is."""

    __slots__ = ("tree",)

    def __init__(self) -> None:
        self.tree: dict[str, Any] = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        node = self.tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def too_long(self, path: tuple[str | int, ...], most: int) -> None:
        self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def bad_length(self, path: tuple[str | int, ...], least: int, most: int) -> None:
        self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def required(self, path: tuple[str | int, ...]) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def not_a_choice(self, path: tuple[str | int, ...], choices: object) -> None:
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")

    def raise_any(self) -> None:
        if self.tree:
            raise Refusal(400, 50035, errors=self.tree)


def refuse_form(path: tuple[str | int, ...], code: str, message: str) -> NoReturn:
    """One field is wrong and nothing else matters. Raises `Refusal` (50035)."""
    errors = FormErrors()
    errors.add(path, code, message)
    raise Refusal(400, 50035, errors=errors.tree)
