"""The rules, pure: values and functions of the standard library only, without I/O and without a
clock.
"""
