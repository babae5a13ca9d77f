"""Pictures: read, made to fit, kept."""
