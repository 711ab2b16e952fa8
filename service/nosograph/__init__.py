"""Nosograph: an open differential-diagnosis knowledge graph."""
