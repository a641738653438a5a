-- The house's first room: the directory (社会資源), and the reference tables that every room reads.
-- Columns are text, bigint or bytea; moments are microseconds UTC, days 2026-04-01, positions microdegrees, JSON is text.
-- Every key begins with the hub, but for reference_*: they are the same for every hub and are copied to every node.

-- A hub (在宅医療連携拠点). One that is only for practice says so: demo is 'invented' or 'open_data'.
create table hub (
  hub_id bytea primary key,
  slug text not null unique,
  demo text,
  created_at bigint not null
);

-- How far the directory has come: every write raises the revision, so that search follows it. One row a hub.
create table directory_revision (
  hub_id bytea primary key references hub (hub_id),
  revision bigint not null
);

-- An organisation (医療機関・事業所) as it is shown: joined from its records and the hub's own facts.
create table organization (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  kind text not null,
  name text not null check (name <> ''),
  kana text,
  owner text,
  owner_number text,
  phone text,
  fax text,
  url text,
  email text,
  note text not null default '',
  origins text not null,
  missing_since bigint,
  confirmed_on text,
  confirmed_by text,
  merged_into bytea,
  merged_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (hub_id, id)
);
create index organization_merged on organization (hub_id, merged_into, id) where merged_into is not null;

-- The official numbers of an organisation.
create table organization_identifier (
  hub_id bytea not null,
  system text not null,
  value text not null,
  organization_id bytea not null,
  primary key (hub_id, system, value, organization_id),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);
create index organization_identifier_of on organization_identifier (hub_id, organization_id, system, value);

-- Where an organisation works (場所); most have one, an office with branches has several.
create table place (
  hub_id bytea not null,
  organization_id bytea not null,
  position bigint not null,
  postal_code text,
  municipality text not null,
  address text not null,
  building text,
  latitude bigint,
  longitude bigint,
  accuracy text not null check (accuracy in ('exact', 'town', 'municipality', 'unknown')),
  primary key (hub_id, organization_id, position),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);

create index place_in on place (hub_id, municipality);

-- What an organisation provides (提供サービス), where, and when.
create table service (
  hub_id bytea not null,
  organization_id bytea not null,
  position bigint not null,
  place bigint not null,
  code text not null,
  name text,
  capacity bigint,
  hours text,
  departments text,
  beds text,
  source text not null,
  primary key (hub_id, organization_id, position),
  foreign key (hub_id, organization_id, place) references place (hub_id, organization_id, position)
);

-- One row of a source, as it was last read. The organisation it speaks of is joined from all of its records. What the hub itself
-- adds is a row of the source 'hub'. told_of is the organisation it was first matched with, also after that one was joined.
create table source_record (
  hub_id bytea not null,
  source text not null,
  record_key text not null,
  organization_id bytea not null,
  told_of bytea not null,
  dataset text not null,
  municipality text not null,
  as_of text,
  content text not null,
  content_hash bigint not null,
  first_import bytea not null,
  changed_import bytea not null,
  vanished_at bigint,
  primary key (hub_id, source, record_key),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);
create index source_record_of on source_record (hub_id, organization_id, source, record_key);

-- Of which day the newest list of a dataset is that speaks of a municipality ('*': of all), and the newest that was read whole and
-- believed. A list of an older day takes nothing away, and what only it has is gone. Lists of an unknown day are not here.
create table source_list (
  hub_id bytea not null,
  dataset text not null,
  municipality text not null,
  newest text not null,
  whole text,
  primary key (hub_id, dataset, municipality)
);

-- What the hub itself knows better than any source (拠点の調べ); an import never touches it. Of the words that were not withdrawn the newest
-- holds, the others have replaced_at. told_of is the organisation it was told of, also after that one was joined with another.
create table organization_fact (
  hub_id bytea not null,
  organization_id bytea not null,
  told_of bytea not null,
  field text not null,
  revision bigint not null,
  value text not null,
  place text,
  source text not null,
  as_of text not null,
  recorded_at bigint not null,
  recorded_by text not null,
  replaced_at bigint,
  withdrawn_at bigint,
  withdrawn_by text,
  withdrawn_because text,
  primary key (hub_id, told_of, field, revision),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);
create index organization_fact_of on organization_fact (hub_id, organization_id);
create unique index organization_fact_now on organization_fact (hub_id, organization_id, field) where replaced_at is null;

-- What was shown and what is shown since, by whose word and why (これまでの変更): one line for each item that changed in one revision.
create table organization_change (
  hub_id bytea not null,
  organization_id bytea not null,
  revision bigint not null,
  field text not null,
  changed_at bigint not null,
  was text,
  became text,
  source text not null,
  changed_by text not null,
  reason text not null default '',
  primary key (hub_id, organization_id, revision, field),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);

-- Questions that a hub adds to the built-in survey (対応できること). A retired one is no longer asked; its answers stay in the history.
create table capability_code (
  hub_id bytea not null references hub (hub_id),
  code text not null,
  group_code text not null,
  label_ja text not null,
  label_en text not null,
  created_at bigint not null,
  retired_at bigint,
  retired_by text,
  primary key (hub_id, code)
);

-- The answers to the survey, each with its source and date. Replaced and withdrawn answers stay, as those of organization_fact do.
create table capability (
  hub_id bytea not null,
  organization_id bytea not null,
  told_of bytea not null,
  code text not null,
  revision bigint not null,
  answer text not null check (answer in ('yes', 'conditional', 'no')),
  condition text not null default '',
  source text not null,
  answered_on text not null,
  recorded_at bigint not null,
  recorded_by text not null,
  replaced_at bigint,
  withdrawn_at bigint,
  withdrawn_by text,
  withdrawn_because text,
  primary key (hub_id, told_of, code, revision),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);
create index capability_of on capability (hub_id, organization_id);
create unique index capability_now on capability (hub_id, organization_id, code) where replaced_at is null;

-- When an organisation takes care managers' calls (ケアマネタイム). Replaced and withdrawn ones stay, as those of organization_fact do.
create table care_manager_time (
  hub_id bytea not null,
  organization_id bytea not null,
  told_of bytea not null,
  revision bigint not null,
  hours text not null,
  source text not null,
  answered_on text not null,
  recorded_at bigint not null,
  recorded_by text not null,
  replaced_at bigint,
  withdrawn_at bigint,
  withdrawn_by text,
  withdrawn_because text,
  primary key (hub_id, told_of, revision),
  foreign key (hub_id, organization_id) references organization (hub_id, id)
);
create unique index care_manager_time_now on care_manager_time (hub_id, organization_id) where replaced_at is null;

-- Two descriptions that may be one organisation; a person decides (照合の確認). What was asked of an organisation that was joined since is
-- copied to the one it became.
create table match_review (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  organization_id bytea not null,
  other_id bytea not null,
  reason text not null,
  opened_at bigint not null,
  decision text check (decision in ('same', 'different')),
  decided_at bigint,
  decided_by text,
  copied_from bytea,
  primary key (hub_id, id),
  unique (hub_id, organization_id, other_id)
);

-- What search reads: one compact text an organisation, written in the transaction that changed it. An empty document is gone.
create table directory_document (
  hub_id bytea not null references hub (hub_id),
  organization_id bytea not null,
  revision bigint not null,
  document text not null,
  primary key (hub_id, organization_id)
);
create index directory_document_since on directory_document (hub_id, revision);

-- One import (取り込み), from its beginning to its end.
create table import_run (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  started_at bigint not null,
  finished_at bigint not null,
  summary text not null,
  primary key (hub_id, id)
);

-- One file of an import: what it was, of which day and who says so (its columns, its name, the operator, or only the day on
-- which it was last written), and what came of its rows.
create table import_file (
  hub_id bytea not null,
  import_id bytea not null,
  position bigint not null,
  label text not null,
  kind text not null,
  as_of text,
  as_of_by text check (as_of_by in ('columns', 'name', 'operator', 'modified')),
  counts text not null,
  primary key (hub_id, import_id, position),
  foreign key (hub_id, import_id) references import_run (hub_id, id)
);

-- 全国地方公共団体コード: five digits without check digit.
create table reference_municipality (
  code text primary key,
  prefecture text not null,
  name text not null,
  kana text not null,
  parent text,
  latitude bigint,
  longitude bigint
);

-- 町丁目 with a representative point.
create table reference_town (
  municipality text not null,
  name_key text not null,
  name text not null,
  latitude bigint not null,
  longitude bigint not null,
  primary key (municipality, name_key)
);
create index reference_town_name on reference_town (name_key);

-- 郵便番号: one code may serve several towns.
create table reference_postal_code (
  code text not null,
  municipality text not null,
  town text not null,
  kana text not null,
  kana_key text not null,
  primary key (code, municipality, town)
);
create index reference_postal_code_in on reference_postal_code (municipality);
create index reference_postal_code_kana on reference_postal_code (kana_key);

-- 国民の祝日・休日, from the official list.
create table reference_holiday (
  day text primary key,
  name text not null
);

-- One figure of an area: value in thousandths, since some sources print fractions of people.
create table reference_statistic (
  area text not null,
  measure text not null,
  period text not null,
  source text not null,
  value_milli bigint not null,
  primary key (area, measure, period, source)
);

-- The shape of a municipality: rings of microdegrees, as text.
create table reference_boundary (
  municipality text primary key,
  rings text not null
);

-- What else a map of a municipality shows: the shapes of its towns, the sea, rivers, railways, stations, bays. Only drawn,
-- never searched. The point is where the name stands; the line is a ring, a line, or nothing.
create table reference_landmark (
  municipality text not null,
  kind text not null,
  name text not null,
  latitude bigint not null,
  longitude bigint not null,
  line text not null,
  primary key (municipality, kind, name)
);
