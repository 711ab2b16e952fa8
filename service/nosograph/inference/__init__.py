"""Ranking by likelihood ratios, and the tiers."""
