"""The rules, without a world around them."""
