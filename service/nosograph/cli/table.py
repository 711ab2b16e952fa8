"""A differential as a readable table."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nosograph.domain.differential import (
    Differential,
    Entry,
    FindingEvidence,
    Kin,
    MatchCase,
    Tier,
)
from nosograph.domain.presentation import Observation, Status

TITLES = {
    Tier.MOST_LIKELY: "Single most likely",
    Tier.LIKELY: "Other likely",
    Tier.DO_NOT_MISS: "Do not miss",
    Tier.RARE: "Rare",
}
SYSTEMS = ("snomed", "icd10cm", "mondo", "hpo", "omim", "orphanet")
NAMES = {
    "snomed": "SNOMED CT",
    "icd10cm": "ICD-10-CM",
    "mondo": "",
    "hpo": "",
    "omim": "OMIM",
    "orphanet": "ORPHA",
}
WIDTH = 110


def print_differential(answer: Differential) -> None:
    """Print what was understood, then the four tiers with reasons and codes."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)
    labels = dict(answer.labels)
    console.print(f"[bold]Findings[/bold]    {escape('; '.join(understood(answer, labels)))}")
    if answer.complaints:
        names = " < ".join(complaint.label for complaint in answer.complaints)
        console.print(f"[bold]Complaints[/bold]  {escape(names)}")
    for replacement in answer.replacements:
        console.print(f"{replacement.obsolete} is obsolete; {replacement.current} was used")
    for conflict in answer.conflicts:
        console.print(escape(f"Said and denied, so not counted: {conflict.asserted}"))
    for tier in Tier:
        console.print(tier_table(answer, tier))
    console.print(f"[dim]Release {answer.release}. {answer.notice}[/dim]")


def understood(answer: Differential, labels: dict[str, str]) -> Iterator[str]:
    """Yield every observation in words."""
    presentation = answer.presentation
    if presentation.age:
        yield f"age {presentation.age.years:g}"
    if presentation.sex.value != "unknown":
        yield presentation.sex.value
    yield from (in_words(item, labels) for item in presentation.observations)


def in_words(item: Observation, labels: dict[str, str]) -> str:
    """Return one observation in words."""
    site = [f"of {labels[item.site]}"] if item.site else []
    rest = [labels[code] for code in (item.timing, *sorted(item.modifiers)) if code]
    status = [] if item.status is Status.PRESENT else [f"({item.status})"]
    return " ".join([labels[item.finding], *site, *rest, *status])


def tier_table(answer: Differential, tier: Tier) -> Table:
    """Return one tier as a table."""
    entries = answer.tier(tier)
    left_out = dict(answer.omitted).get(tier, 0)
    title = f"{TITLES[tier]}{f' (and {left_out} more)' if left_out else ''}"
    table = Table(title=title, title_justify="left", title_style="bold", expand=True)
    table.add_column("Condition", ratio=3)
    table.add_column("Share", justify="right", no_wrap=True)
    table.add_column("Why", ratio=6)
    for entry in entries:
        table.add_row(name_and_codes(entry), share(entry.probability), "\n".join(why(entry)))
    if not entries:
        table.add_row("none", "", "")
    return table


def share(probability: float) -> str:
    """Return a probability as a percentage.

    >>> share(0.0004)
    '<0.1 %'
    """
    return f"{probability:.1%}".replace("%", " %") if probability >= 0.001 else "<0.1 %"


def name_and_codes(entry: Entry) -> str:
    """Return the condition's name with its codes."""
    codes = entry.condition.codes
    shown = (
        f"{NAMES[system]} {', '.join(codes[system][:2])}".strip()
        for system in SYSTEMS
        if system in codes
    )
    badge = " [bold red]⚠[/bold red]" if entry.condition.danger else ""
    name = f"[bold]{escape(entry.condition.label)}[/bold]{badge}"
    kin = escape(", ".join(named(item) for item in entry.also))
    also = f"\n{kin}" if kin else ""
    return f"{name}{also}\n[dim]{' · '.join(shown)}[/dim]"


def named(kin: Kin) -> str:
    """Return a condition that an entry names, with how it relates."""
    return f"{kin.condition.label} ({kin.relation})"


def why(entry: Entry) -> Iterator[str]:
    """Yield the reasons for an entry's place, what speaks for and against it, what to ask."""
    yield from (escape(capitalised(reason.words)) for reason in entry.because)
    telling = [item for item in entry.supporting if item.case is not MatchCase.DEFINES_COMPLAINT]
    if telling:
        yield f"[green]for[/green] {escape(weighed(telling))}"
    if entry.opposing:
        yield f"[red]against[/red] {escape(weighed(entry.opposing))}"
    if entry.unknown:
        yield f"[dim]ask[/dim] {escape(', '.join(item.label for item in entry.unknown[:3]))}"


def capitalised(sentence: str) -> str:
    """Return a sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def weighed(items: list[FindingEvidence] | tuple[FindingEvidence, ...]) -> str:
    """Return findings with their likelihood ratios."""
    return ", ".join(f"{item.label} (x{item.likelihood_ratio:.2g})" for item in items)
