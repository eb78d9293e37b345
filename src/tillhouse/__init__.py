"""Tillhouse: retail sales from messy files to books that close."""

__version__ = "0.1.0"
