"""The version, for files and reports; `pyproject.toml` reads it from here."""

VERSION = "0.1.0"
