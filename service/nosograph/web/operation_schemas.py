"""What operators are answered, as the description of the API shows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class LiveAnswer(BaseModel):
    """The process runs."""

    status: Literal["live"]


class RunningAnswer(BaseModel):
    """How many queries are under way."""

    queries: int


class ReadyAnswer(BaseModel):
    """Requests can be answered."""

    status: Literal["ready"]
    release: str
