"""From codes as they came to a presentation that can be reasoned with."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace

from nosograph.domain.differential import Conflict, Replacement
from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.errors import Contradiction, EmptyPresentation, NoFinding, UnknownCode

Current = Callable[[str], str | None]
Label = Callable[[str], str]
DeniedBy = Callable[[Observation, Observation], bool]


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


def refuse_other_branches(
    presentation: Presentation, findings: Container[str], label: Label
) -> None:
    """Raise NoFinding if something is given as a finding that is none."""
    given = dict.fromkeys(item.finding for item in presentation.observations)
    if refused := [code for code in given if code not in findings]:
        raise NoFinding(refused, [label(code) for code in refused])


def renamed(observation: Observation, now: dict[str, str]) -> Observation:
    """Return an observation with every code replaced by its current one."""
    return replace(
        observation,
        finding=now[observation.finding],
        site=now[observation.site] if observation.site else None,
        timing=now[observation.timing] if observation.timing else None,
        modifiers=frozenset(now[code] for code in observation.modifiers),
    )


def refuse_contradiction(presentation: Presentation, denied_by: DeniedBy, label: Label) -> None:
    """Raise Contradiction if something is both asserted and denied."""
    for present, absent in contradictions(presentation, denied_by):
        raise Contradiction(statement(present, label), statement(absent, label))


def contradictions(
    presentation: Presentation, denied_by: DeniedBy
) -> Iterator[tuple[Observation, Observation]]:
    """Yield every assertion with a denial that rules it out."""
    for absent in presentation.with_status(Status.ABSENT):
        for present in presentation.with_status(Status.PRESENT):
            if denied_by(absent, present):
                yield present, absent


def reconciled(
    presentation: Presentation, denied_by: DeniedBy, label: Label
) -> tuple[Presentation, tuple[Conflict, ...]]:
    """Return what words say without what they contradict, and the statements set aside.

    "No pain" beside "tender breasts" denies other pain, so that denial is dropped. Of one finding
    asserted and denied, which may be a misreading, neither counts while others are left; a text
    that says nothing else is returned whole, to be refused. Codes mean what they say and never
    come here.
    """
    found = tuple(contradictions(presentation, denied_by))
    sweeping = {absent for present, absent in found if absent.finding != present.finding}
    pairs = tuple(pair for pair in found if pair[1] not in sweeping)
    aside = sweeping.union(*pairs)
    kept = tuple(item for item in presentation.observations if item not in aside)
    if not any(item.status is Status.PRESENT for item in kept):
        return presentation, ()
    conflicts = dict.fromkeys(
        Conflict(statement(present, label), statement(absent, label)) for present, absent in pairs
    )
    return replace(presentation, observations=kept), tuple(conflicts)


def statement(observation: Observation, label: Label) -> str:
    """Write an observation with its codes and labels."""
    return ", ".join(f"{label(code)} ({code})" for code in observation.codes)
