"""Code systems, value sets, mappings between them, and expressions over their hierarchies."""
