"""A dbt project from the tables: models in SQL from their bodies, tests from their checks, docs from their meanings.

body → narwhals on Ibis (`_bodies`) → one query → named steps that two databases read alike (`_sql`) → a model
"""

from tillhouse.dbt._comparing import KINDS, Compared, compared
from tillhouse.dbt._loading import load_sources
from tillhouse.dbt._project import Project, write

__all__ = ["KINDS", "Compared", "Project", "compared", "load_sources", "write"]
