"""Wire formats to domain values, and back."""
