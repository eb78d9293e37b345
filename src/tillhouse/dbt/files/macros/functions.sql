{# The functions that the models call are made anew at the start of every run. #}
{% macro functions() %}{{ return(adapter.dispatch('functions', 'tillhouse')()) }}{% endmacro %}
