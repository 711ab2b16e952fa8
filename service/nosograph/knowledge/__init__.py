"""What a release knows, asked in SPARQL."""
