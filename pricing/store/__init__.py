"""Where accepted quotes are kept: SQLite by default, PostgreSQL when the settings say so."""
