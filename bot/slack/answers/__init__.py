"""What each typed phrase does and says: one module for each kind, the same for the slash command and the DM."""
