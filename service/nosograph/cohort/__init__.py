"""Whole populations: evaluation over many cases."""
