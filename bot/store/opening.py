"""Opening the database: brought to this version first where that is safe to do unasked."""
