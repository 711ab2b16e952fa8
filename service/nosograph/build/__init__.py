"""From sources to an immutable release."""
