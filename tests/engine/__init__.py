"""The engine on a real database, between stand-ins for the outside world."""
