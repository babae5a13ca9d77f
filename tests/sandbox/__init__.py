"""The stand-ins are tested as servers: over their sockets."""
