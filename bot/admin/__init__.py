"""`darkroom admin`: what `/admin` does in Discord, from a shell, for any server or for all."""
