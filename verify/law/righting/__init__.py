"""What is of record and wrong: dossiers of marks, acts withdrawn, slips put right."""
