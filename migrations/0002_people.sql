-- People (登録者): who works with this hub.

-- A person with an account (登録者).
create table member (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  -- As it is written, with 外字 as they are; the reading in hiragana.
  name text not null check (name <> ''),
  kana text not null default '',
  -- What is typed to sign in: an e-mail address or a chosen name, in the normalised form in which it is compared.
  sign_in_name text not null,
  email text,
  -- invited, active, ended.
  state text not null check (state in ('invited', 'active', 'ended')),
  created_at bigint not null,
  ended_at bigint,
  -- Raised by every change, so that two who edit at once are told.
  revision bigint not null default 1,
  primary key (hub_id, id),
  unique (hub_id, sign_in_name)
);

-- The roles of a member: coordinator, administrator, privacy_officer, manager, member. A manager's names the organisation; the others have an empty one.
create table member_role (
  hub_id bytea not null,
  member_id bytea not null,
  role text not null,
  organization_id bytea not null,
  since bigint not null,
  until bigint,
  primary key (hub_id, member_id, role, organization_id, since),
  foreign key (hub_id, member_id) references member (hub_id, id)
);
