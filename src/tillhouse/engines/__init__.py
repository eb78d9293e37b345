"""Engines: where frames are computed. One file per engine, named as narwhals names it."""
