"""Frozen values of the field, without input or output."""
