"""Tests of the database, each on a real file."""
