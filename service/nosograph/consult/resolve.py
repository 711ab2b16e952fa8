"""From codes as they came to a presentation that can be reasoned with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nosograph.domain.differential import Replacement
from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.errors import Contradiction, EmptyPresentation, UnknownCode

Current = Callable[[str], str | None]
Label = Callable[[str], str]


def resolve(
    presentation: Presentation, current: Current
) -> tuple[Presentation, tuple[Replacement, ...]]:
    """Return the presentation in current codes, and the obsolete ones that were replaced."""
    codes = {code for item in presentation.observations for code in item.codes}
    found = {code: current(code) for code in sorted(codes)}
    if unknown := [code for code, now in found.items() if now is None]:
        raise UnknownCode(unknown)
    now = {code: name for code, name in found.items() if name is not None}
    observations = dict.fromkeys(renamed(item, now) for item in presentation.observations)
    if not any(item.status is Status.PRESENT for item in observations):
        raise EmptyPresentation("no finding that is present was recognised")
    replaced = tuple(Replacement(old, new) for old, new in now.items() if old != new)
    return replace(presentation, observations=tuple(observations)), replaced


def renamed(observation: Observation, now: dict[str, str]) -> Observation:
    """Return an observation with every code replaced by its current one."""
    return replace(
        observation,
        finding=now[observation.finding],
        site=now[observation.site] if observation.site else None,
        timing=now[observation.timing] if observation.timing else None,
        modifiers=frozenset(now[code] for code in observation.modifiers),
    )


def refuse_contradiction(
    presentation: Presentation,
    denied_by: Callable[[Observation, Observation], bool],
    label: Label,
) -> None:
    """Raise Contradiction if something is both asserted and denied."""
    for absent in presentation.with_status(Status.ABSENT):
        for present in presentation.with_status(Status.PRESENT):
            if denied_by(absent, present):
                raise Contradiction(statement(present, label), statement(absent, label))


def without_sweeping_denials(
    presentation: Presentation, denied_by: Callable[[Observation, Observation], bool]
) -> Presentation:
    """Return what words say without denials of more than was meant.

    "No pain" beside "tender breasts" denies other pain. Who asserts and denies one and the same
    finding is still refused, as are codes, which mean what they say.
    """
    present = presentation.with_status(Status.PRESENT)
    kept = (
        item
        for item in presentation.observations
        if item.status is not Status.ABSENT
        or not any(denied_by(item, other) and sweeps(item, other) for other in present)
    )
    return replace(presentation, observations=tuple(kept))


def sweeps(absent: Observation, present: Observation) -> bool:
    """Whether a denial is of something more general than what is asserted."""
    return absent.finding != present.finding


def statement(observation: Observation, label: Label) -> str:
    """Write an observation with its codes and labels."""
    return ", ".join(f"{label(code)} ({code})" for code in observation.codes)
