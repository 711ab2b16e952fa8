"""What the suites are run as."""

from __future__ import annotations

#: The suites are in R5, and R5 is what they are run against.
VERSION = "5.0.0"
MODES = ("general",)
