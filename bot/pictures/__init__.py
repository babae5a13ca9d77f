"""Pictures: told by their bytes, made to fit, kept. Pillow runs in a worker process only."""
