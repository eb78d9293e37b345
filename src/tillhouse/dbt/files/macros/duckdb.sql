{# Functions that the models call, for DuckDB. Each says what `tillhouse.frame` says of the operation it stands for. #}
{% macro duckdb__functions() %}
{% set white = '[\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]' %}
{% set invisible = '[\\x{200B}-\\x{200D}\\x{2060}\\x{FEFF}\\x{00AD}]' %}
{% set here = target.schema %}
create schema if not exists {{ here }};

-- The first 15 hexadecimal digits of SHA-256, as a number.
create or replace macro {{ here }}.stable_key(value) as
  ('0x' || sha256(value)[1:15])::bigint;

create or replace macro {{ here }}.moment_text(moment) as strftime(moment, '%Y-%m-%d %H:%M:%S.%f');

-- The text of one field of a JSON object.
create or replace macro {{ here }}.text_of_field(value, name) as
  json_extract_string(value, '$."' || replace(name, '"', '\"') || '"');

-- Whether some part of a text fits a regular expression.
create or replace macro {{ here }}.matches(value, pattern) as regexp_matches(value, pattern);

create or replace macro {{ here }}.trimmed(value) as
  regexp_replace(value, '^{{ white }}+|{{ white }}+$', '', 'g');

-- Unicode NFC, nothing invisible, white space as one space, empty and \N as null.
create or replace macro {{ here }}.canonical_text(value) as nullif(nullif(
  regexp_replace(
    {{ here }}.trimmed(nfc_normalize(regexp_replace(value, '{{ invisible }}', '', 'g'))), '{{ white }}+', ' ', 'g'
  ), ''
), '\N');

-- Moreover without the .0 that spreadsheets put behind whole numbers.
create or replace macro {{ here }}.canonical_identifier(value) as
  regexp_replace({{ here }}.canonical_text(value), '^([A-Za-z]?[0-9]+)\.0$', '\1');

-- upper() of DuckDB leaves letters that become several, such as ß, as they are.
create or replace macro {{ here }}.in_capitals(value) as case
  when value is null or regexp_matches(value, '^[\x00-\x7F]*$') then upper(value)
  else upper(
    {%- for _ in several_capitals() %}replace({% endfor -%}
    value
    {%- for letter, capitals in several_capitals() %}, '{{ letter }}', '{{ capitals }}'){% endfor -%}
  )
end;

-- amount * part / whole to the millionth, halves away from zero, in whole numbers; null where the whole is 0.
create or replace macro {{ here }}.millionths_of(value) as (value * 1000000::decimal(7, 0))::hugeint;
create or replace macro {{ here }}.share_of(amount, part, whole) as (
  (case when (amount < 0) <> (part < 0) then -1 else 1 end * case when whole < 0 then -1 else 1 end
    * ((2 * abs({{ here }}.millionths_of(amount) * {{ here }}.millionths_of(part))
      + abs({{ here }}.millionths_of(whole))) // nullif(2 * abs({{ here }}.millionths_of(whole)), 0))
  )::decimal(38, 0) * 0.000001::decimal(7, 6)
)::decimal(38, 6);

-- A number in the text of a part, or null.
create or replace macro {{ here }}.whole(value) as try_cast(regexp_extract(value, '[0-9]+') as integer);
{{ duckdb__names(here) }}
create or replace macro {{ here }}.civil_hour(hour, half) as
  case when half = '' then coalesce({{ here }}.whole(hour), 0)
    else {{ here }}.whole(hour) % 12 + case when lower(half) = 'p' then 12 else 0 end end;
create or replace macro {{ here }}.civil_day(year, month, day) as try_cast(
  case when length(regexp_extract(year, '[0-9]+')) > 2 then {{ here }}.whole(year)
    when {{ here }}.whole(year) < 70 then 2000 + {{ here }}.whole(year) else 1900 + {{ here }}.whole(year) end
  || '-' || {{ here }}.month_number(month) || '-' || {{ here }}.whole(day) as date
);
create or replace macro {{ here }}.clock(hour, minute, second, fraction, half) as to_microseconds(
  (({{ here }}.civil_hour(hour, half) * 60 + coalesce({{ here }}.whole(minute), 0)) * 60
    + coalesce({{ here }}.whole(second), 0))::bigint * 1000000
  + coalesce(try_cast(rpad(fraction[1:6], 6, '0') as bigint), 0)
);
create or replace macro {{ here }}.is_clock(hour, minute, second, half) as
  coalesce({{ here }}.whole(hour), 0) <= 23 and coalesce({{ here }}.whole(minute), 0) <= 59
  and coalesce({{ here }}.whole(second), 0) <= 60
  and (half = '' or {{ here }}.whole(hour) between 1 and 12);
-- The clock in a zone; without one, the clock as written.
create or replace macro {{ here }}.in_zone(moment, zone, time_zone) as case
  when zone = '' then moment when {{ here }}.zone_minutes(zone) is null then null when time_zone = '' then moment
  else timezone(time_zone, timezone('UTC', moment - to_minutes({{ here }}.zone_minutes(zone))))
end;
create or replace macro {{ here }}.plausible(moment) as
  case when year(moment) between 1900 and 2199 then moment end;
-- A moment from the texts of its parts; null where there is no such day or hour. zone: empty means local time.
create or replace macro {{ here }}.civil_moment(
  year, month, day, hour, minute, second, fraction, half, zone, time_zone
) as {{ here }}.plausible(
  case when {{ here }}.is_clock(hour, minute, second, half) then {{ here }}.in_zone(
    {{ here }}.civil_day(year, month, day)::timestamp + {{ here }}.clock(hour, minute, second, fraction, half),
    zone, time_zone
  ) end
);
create or replace macro {{ here }}.numeral(value) as case
  when regexp_matches({{ here }}.trimmed(value), '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$')
  then try_cast({{ here }}.trimmed(value) as double)
end;
{{ duckdb__reading(here) }}
{% endmacro %}
