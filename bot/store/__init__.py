"""The database: jobs, their history, and what was synced with Discord. Nobody else speaks SQL."""
