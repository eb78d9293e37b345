"""Models: functions of arrays that know no table and no file. A table in `tillhouse.tables.marts` says what goes in."""
