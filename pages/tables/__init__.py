"""What the pages show as rows, from an answer of the model. Nothing is drawn here."""
