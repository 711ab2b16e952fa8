"""Words in, a presentation out: matching, composition, negation, age and sex."""
