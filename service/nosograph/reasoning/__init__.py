"""Reasoners behind one small interface, and what they are asked."""
