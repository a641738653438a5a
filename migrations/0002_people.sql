-- People (登録者): who works with this hub.

-- Raised by whatever changes people, before it reads anything: that row is locked until the commit, so one sees what the other left.
-- Each line of the history raises it too and is numbered by it.
create table people_revision (
  hub_id bytea primary key references hub (hub_id),
  revision bigint not null
);

-- A person with an account (登録者).
create table member (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  -- As it is written, with 外字 as they are; the reading in hiragana.
  name text not null check (name <> ''),
  kana text not null default '',
  -- What is typed to sign in: an e-mail address or a chosen name, in the normalised form in which it is compared.
  sign_in_name text not null,
  -- What that name looks like: no two look alike.
  sign_in_look text not null,
  email text,
  phone text,
  -- 1: colleagues see telephone and e-mail address in the directory of members.
  shows_contact bigint not null default 1 check (shows_contact in (0, 1)),
  -- JSON: codes of languages, the best one first; how and when best reached.
  languages text not null default '[]',
  best_reached text not null default '[]',
  -- Keys for search (name, reading) and for sorting.
  name_key text not null default '',
  kana_key text not null default '',
  sort_key text not null default '',
  -- invited, active, ended.
  state text not null check (state in ('invited', 'active', 'ended')),
  created_at bigint not null,
  ended_at bigint,
  last_sign_in_at bigint,
  -- Raised by every change, so that two who edit at once are told.
  revision bigint not null default 1,
  primary key (hub_id, id),
  unique (hub_id, sign_in_name),
  unique (hub_id, sign_in_look)
);
create index member_sorted on member (hub_id, state, sort_key);

-- The roles of a member from–to: coordinator, administrator, privacy_officer, manager. A manager's names the organisation; the others have an
-- empty one. Everybody with an account is a member, so that is not written.
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
-- One role is not held twice without end.
create unique index member_role_lasting on member_role (hub_id, member_id, role, organization_id) where until is null;

-- Professions of a member (職種), in the order in which they are shown.
create table member_profession (
  hub_id bytea not null,
  member_id bytea not null,
  profession text not null,
  position bigint not null,
  primary key (hub_id, member_id, profession),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- Professions that a hub adds to the built-in ones.
create table profession (
  hub_id bytea not null references hub (hub_id),
  code text not null,
  label_ja text not null,
  reading text not null,
  label_en text not null,
  created_at bigint not null,
  primary key (hub_id, code)
);

-- Where a member works (所属): an organisation of the directory, from a day until the first day on which it no longer holds.
create table affiliation (
  hub_id bytea not null,
  id bytea not null,
  member_id bytea not null,
  organization_id bytea not null,
  title text not null default '',
  from_day text not null,
  until_day text,
  primary key (hub_id, id),
  foreign key (hub_id, member_id) references member (hub_id, id),
  check (until_day is null or until_day >= from_day)
);
create index affiliation_of_member on affiliation (hub_id, member_id);
create index affiliation_of_organization on affiliation (hub_id, organization_id);
create unique index affiliation_lasting on affiliation (hub_id, member_id, organization_id) where until_day is null;

-- One-time links (招待・再設定): only the hash of what stands in the link.
create table invitation (
  hub_id bytea not null,
  id bytea not null,
  member_id bytea not null,
  purpose text not null check (purpose in ('invitation', 'reset')),
  token_hash bytea not null,
  made_at bigint not null,
  -- Who made it; empty: the operator at the machine.
  made_by bytea not null,
  expires_at bigint not null,
  -- Who opened it first holds what hashes to this.
  opened_at bigint,
  claim_hash bytea,
  used_at bigint,
  withdrawn_at bigint,
  -- replaced, withdrawn, ended, opened_twice.
  withdrawn_because text,
  primary key (hub_id, id),
  unique (hub_id, token_hash),
  foreign key (hub_id, member_id) references member (hub_id, id)
);
create unique index invitation_live on invitation (hub_id, member_id) where used_at is null and withdrawn_at is null;

-- What a person who answers for others must know (お知らせ): that a link was opened twice, that an access was set anew.
create table member_notice (
  hub_id bytea not null,
  -- Empty: every administrator.
  for_member bytea not null,
  kind text not null,
  invitation_id bytea not null,
  about_member bytea not null,
  noticed_at bigint not null,
  seen_at bigint,
  primary key (hub_id, for_member, kind, invitation_id),
  foreign key (hub_id, invitation_id) references invitation (hub_id, id)
);

-- Versions of what members agree to: the pledge of confidentiality (誓約書), the operating rules (運用規程).
create table agreement_text (
  hub_id bytea not null references hub (hub_id),
  kind text not null check (kind in ('pledge', 'rules')),
  version text not null,
  in_force_on text not null,
  document text not null,
  published_at bigint not null,
  primary key (hub_id, kind, version)
);

-- Who agreed to which version, on which day, on paper or on the screen.
create table agreement (
  hub_id bytea not null,
  member_id bytea not null,
  kind text not null,
  version text not null,
  agreed_on text not null,
  how text not null check (how in ('paper', 'screen')),
  document text not null,
  recorded_at bigint not null,
  recorded_by bytea not null,
  primary key (hub_id, member_id, kind, version, agreed_on),
  foreign key (hub_id, member_id) references member (hub_id, id),
  foreign key (hub_id, kind, version) references agreement_text (hub_id, kind, version)
);

-- The yearly review (棚卸): who confirmed that a member still works there. Empty affiliation: with the hub itself.
create table member_review (
  hub_id bytea not null,
  member_id bytea not null,
  affiliation_id bytea not null,
  reviewed_at bigint not null,
  reviewed_on text not null,
  reviewed_by bytea not null,
  primary key (hub_id, member_id, affiliation_id, reviewed_at),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- What happened to a member, by whom, and what each field was and became (これまでの変更). Empty ids: none, or the operator at the machine.
create table member_change (
  hub_id bytea not null references hub (hub_id),
  -- Counts up in the hub, so that what happened in one moment has an order too.
  number bigint not null,
  member_id bytea not null,
  changed_at bigint not null,
  act text not null,
  changed_by bytea not null,
  organization_id bytea not null,
  -- The revision of the member that it led to; 0 when it led to none.
  revision bigint not null,
  details text not null,
  primary key (hub_id, number)
);
create index member_change_of on member_change (hub_id, member_id, revision);
