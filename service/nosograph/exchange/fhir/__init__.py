"""FHIR R4 and R5: terminology resources and parameters, as plain JSON.

They are read as they are, member by member, and not through the models of fhir.resources: a value
set of ten thousand codes would be ten thousand validated objects before the first of them is looked
at, and unknown extensions and both versions have to pass.
"""
