{# The functions that the models call are made again at the start of every run. #}
{% macro functions() %}{{ return(adapter.dispatch('functions', 'tillhouse')()) }}{% endmacro %}

{# PostgreSQL guesses that few rows are left after several steps and would join many by nested loops: all joins here
   are by equality. #}
{% macro planned() %}{{ return(adapter.dispatch('planned', 'tillhouse')()) }}{% endmacro %}
{% macro duckdb__planned() %}{% endmacro %}
{% macro postgres__planned() %}set local enable_nestloop = off; set local work_mem = '128MB'{% endmacro %}
