"""`maneki rollout`: to how many people alerts are open, and whether to open them to more."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from maneki.cli.stats import gathered, goals_table

if TYPE_CHECKING:
    from maneki.delivery.figures import Figures
    from maneki.model.admission import Crowd

DAYS = 7
STAGES = (10, 100, 1000)

rollout_app = typer.Typer(
    help="Say whether to open alerts to more people; invite somebody.", invoke_without_command=True
)

_VERDICTS = {
    True: ("go", "bold green"),
    False: ("no-go: a goal is not met", "bold red"),
    None: ("wait: there is not enough to go by yet", "yellow"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the rollout is. `is_go` is None while there is not enough to go by."""

    stage: int | str
    next_stage: int | str | None
    crowd: Crowd
    figures: Figures

    @property
    def is_go(self) -> bool | None:
        met = [goal.is_met for goal in self.figures.goals]
        if False in met:
            return False
        return None if None in met else True

    def shape(self) -> dict[str, Any]:
        return {
            "v": 1,
            "stage": self.stage,
            "next": self.next_stage,
            "people": {"in": self.crowd.all_inside, **asdict(self.crowd)},
            "days": DAYS,
            "go": self.is_go,
            "goals": self.figures.shape()["goals"],
        }


@rollout_app.callback()
def rollout(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON only.", metavar="")
    ] = False,
) -> None:
    """Say to how many people alerts are open (MANEKI_ROLLOUT), and whether to open them to more.

    It is a go if the four goals were met in the last seven days.
    """
    if context.invoked_subcommand is not None:
        return
    standing = asyncio.run(_standing())
    if as_json:
        options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
        print(orjson.dumps(standing.shape(), option=options).decode())
        return
    _show(standing)


def _show(standing: Standing) -> None:
    console = Console()
    crowd = standing.crowd
    ways = ", ".join(f"{people} {way}" for way, people in crowd.inside.items() if people)
    inside = f"{crowd.all_inside} in ({ways})" if ways else "nobody in yet"
    open_to = "everybody" if standing.stage == "all" else f"{standing.stage} people"
    console.print(f"Open to {open_to}: {inside}, {crowd.waiting} waiting.", highlight=False)
    console.print(f"The last {DAYS} days:", highlight=False)
    console.print(goals_table(standing.figures.goals))
    said, style = _VERDICTS[standing.is_go]
    console.print(Text(said, style))
    if standing.is_go and standing.next_stage is not None:
        console.print(f"Next: MANEKI_ROLLOUT={standing.next_stage}, and start anew.", markup=False)


async def _standing() -> Standing:
    from maneki.clock import SystemClock
    from maneki.run.database import open_store
    from maneki.settings import load

    settings = load()
    async with open_store(settings, SystemClock()) as store, store.reading() as tx:
        crowd = await tx.admissions.crowd()
    return Standing(
        stage=settings.rollout,
        next_stage=next_stage(settings.rollout),
        crowd=crowd,
        figures=await gathered(settings, days=DAYS),
    )


def next_stage(stage: int | str) -> int | str | None:
    """The stage after this one; None after the last."""
    if isinstance(stage, str):
        return None
    return next((one for one in STAGES if one > stage), "all")


@rollout_app.command("invite")
def invite(
    guest: Annotated[str, typer.Argument(help="Whom, as an address: discord:1234.")],
) -> None:
    """Let somebody in, whoever waits. They are told at their next command; no message is sent."""
    said = asyncio.run(_invite(guest))
    Console().print(f"✓ {guest} {said}.", markup=False, highlight=False)


async def _invite(guest: str) -> str:
    """What there is to say of it."""
    from maneki.clock import SystemClock
    from maneki.filters.importing import owner_at
    from maneki.people.rollout import invite as let_in
    from maneki.run.database import open_store
    from maneki.settings import load

    settings = load()
    address = owner_at(guest)
    async with open_store(settings, SystemClock()) as store, store.transaction() as tx:
        is_new = await let_in(tx, address, default_currency=settings.default_currency)
    if not is_new:
        return "was in already"
    if settings.rollout == "all":
        return "is in, and stays so when MANEKI_ROLLOUT is a number; now it lets everybody in"
    return "is in, and is told so at their next command"
