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


def statement(observation: Observation, label: Label) -> str:
    """Write an observation with its codes and labels."""
    return ", ".join(f"{label(code)} ({code})" for code in observation.codes)
