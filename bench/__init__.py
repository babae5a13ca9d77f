"""The measurements: Darkroom beside a baseline, in the same run, over loopback."""
