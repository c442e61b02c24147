"""What was given as FHIR R4, for programs that file it in a patient's record."""
