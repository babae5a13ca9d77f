"""The way from each older schema to the one that `schema` declares, by Alembic; see `migrate`."""
