{# Functions that the models call, for PostgreSQL. Each says what `tillhouse.frame` says of the operation it stands for. #}
{% macro postgres__functions() %}
{% set white = '[\\t-\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]' %}
{% set invisible = '[\\u200B-\\u200D\\u2060\\uFEFF\\u00AD]' %}
{% set here = target.schema %}
create schema if not exists {{ here }};

-- The first 15 hexadecimal digits of SHA-256, as a number.
create or replace function {{ here }}.stable_key(value text) returns bigint
language sql immutable parallel safe as $$
  select ('x0' || substr(encode(sha256(convert_to(value, 'UTF8')), 'hex'), 1, 15))::bit(64)::bigint
$$;

create or replace function {{ here }}.moment_text(moment timestamp) returns text
language sql immutable parallel safe as $$ select to_char(moment, 'YYYY-MM-DD HH24:MI:SS.US') $$;

-- The text of one field of a JSON object.
create or replace function {{ here }}.text_of_field(value text, name text) returns text
language sql immutable parallel safe as $$ select value::json ->> name $$;

-- Whether some part of a text fits a regular expression.
create or replace function {{ here }}.matches(value text, pattern text) returns boolean
language sql immutable parallel safe as $$ select value ~ pattern $$;

-- What most texts are is asked first here and below: it is many times faster than to replace.
create or replace function {{ here }}.trimmed(value text) returns text
language sql immutable parallel safe as $$
  select case when value ~ '^[!-~]([ -~]*[!-~])?$' then value
    else regexp_replace(value, '^{{ white }}+|{{ white }}+$', '', 'g') end
$$;

-- Unicode NFC, nothing invisible, white space as one space, empty and \N as null.
create or replace function {{ here }}.canonical_text(value text) returns text
language sql immutable parallel safe as $$
  select nullif(case when value ~ '^[!-~]+( [!-~]+)*$' then value else nullif(
    regexp_replace(
      {{ here }}.trimmed(normalize(regexp_replace(value, '{{ invisible }}', '', 'g'), NFC)), '{{ white }}+', ' ', 'g'
    ), ''
  ) end, '\N')
$$;

-- Moreover without the .0 that spreadsheets put behind whole numbers.
create or replace function {{ here }}.canonical_identifier(value text) returns text
language sql immutable parallel safe as $$
  select regexp_replace({{ here }}.canonical_text(value), '^([A-Za-z]?[0-9]+)\.0$', '\1')
$$;

-- By ICU: what upper() makes of ß in other collations depends on the machine.
create or replace function {{ here }}.in_capitals(value text) returns text
language sql immutable parallel safe as $$
  select case when value ~ '^[ -`{-~]*$' then value else upper(value collate "und-x-icu") collate "C" end
$$;

-- amount * part / whole to the millionth, halves away from zero, in whole numbers; null where the whole is 0.
create or replace function {{ here }}.share_of(amount numeric, part numeric, whole numeric) returns numeric
language sql immutable parallel safe as $$
  select sign(amount * part) * sign(whole)
    * div(2 * abs(amount * part * 1000000) + abs(whole), nullif(2 * abs(whole), 0)) * 0.000001
$$;

{{ postgres__names(here) }}

-- A moment from the texts of its parts; null where there is no such day or hour. zone: null means local time.
create or replace function {{ here }}.civil_moment(
  year text, month text, day text, hour text, minute text, second text, fraction text, half text, zone text,
  time_zone text
) returns timestamp language plpgsql immutable parallel safe as $$
declare
  y int := substring(year from '[0-9]+'); m int := {{ here }}.month_number(month); d int := substring(day from '[0-9]+');
  h int := coalesce(hour::int, 0); mi int := coalesce(minute::int, 0); s int := coalesce(second::int, 0);
  away int := case when zone is null then 0 else {{ here }}.zone_minutes(zone) end;
  found timestamp;
begin
  if y is null or m is null or m not between 1 and 12 or h > 23 or mi > 59 or s > 60 or away is null
    or (half is not null and h not between 1 and 12)
  then return null; end if;
  if length(substring(year from '[0-9]+')) < 3 then y := y + case when y < 70 then 2000 else 1900 end; end if;
  if y = 0 or d < 1 or d > date_part('day', make_date(y, m, 1) + interval '1 month - 1 day') then return null; end if;
  if half is not null then h := h % 12 + case when lower(half) = 'p' then 12 else 0 end; end if;
  found := make_date(y, m, d) + make_interval(hours => h, mins => mi, secs => s)
    + make_interval(secs => coalesce(rpad(substr(fraction, 1, 6), 6, '0')::int, 0) * 0.000001);
  if zone is not null and time_zone <> '' then
    found := ((found - make_interval(mins => away)) at time zone 'UTC') at time zone time_zone;
  end if;
  return case when date_part('year', found) between 1900 and 2199 then found end;
end $$;
{{ postgres__reading(here) }}
{% endmacro %}
