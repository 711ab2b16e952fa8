"""The use cases, each one short function."""
