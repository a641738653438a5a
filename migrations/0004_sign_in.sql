-- Sign-in (サインイン): how members prove who they are, and where they are signed in. Nothing here can be used to sign in by whoever
-- reads it: passwords and codes are hashed, tokens too, and the secrets of authenticator apps are sealed with the key of the data folder.

-- The key of the data folder that sealed what stands here, by its fingerprint, so that a wrong one is noticed at the start.
create table sign_in_key (
  hub_id bytea primary key references hub (hub_id),
  fingerprint bytea not null
);

-- Passwords: argon2id in the PHC form, with its parameters and salt.
create table password (
  hub_id bytea not null,
  member_id bytea not null,
  hash text not null,
  set_at bigint not null,
  primary key (hub_id, member_id),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- Authenticator apps (認証アプリ, TOTP): the sealed secret.
create table authenticator_app (
  hub_id bytea not null,
  member_id bytea not null,
  sealed bytea not null,
  set_at bigint not null,
  primary key (hub_id, member_id),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- The steps whose codes were taken. That a code is taken once, also when two try it at the same moment, is this key.
create table authenticator_app_use (
  hub_id bytea not null,
  member_id bytea not null,
  step bigint not null,
  primary key (hub_id, member_id, step),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- Passkeys: the public key with its counter (JSON of webauthn-rs).
create table passkey (
  hub_id bytea not null,
  id bytea not null,
  member_id bytea not null,
  credential_id bytea not null,
  credential text not null,
  name text not null,
  made_at bigint not null,
  used_at bigint,
  primary key (hub_id, id),
  unique (hub_id, credential_id),
  foreign key (hub_id, member_id) references member (hub_id, id)
);
create index passkey_of_member on passkey (hub_id, member_id);

-- A passkey challenge that was given out. Whoever uses it deletes it, so it is used once.
create table passkey_challenge (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  -- sign_in, register, prove.
  purpose text not null,
  -- For whose session it was made; empty: nobody is signed in yet.
  session_id bytea not null,
  state text not null,
  expires_at bigint not null,
  primary key (hub_id, id)
);
create index passkey_challenge_expiry on passkey_challenge (hub_id, expires_at);

-- Recovery codes (回復コード): argon2id, one salt for the ten of a member.
create table recovery_code (
  hub_id bytea not null,
  member_id bytea not null,
  position bigint not null,
  salt bytea not null,
  hash bytea not null,
  made_at bigint not null,
  used_at bigint,
  primary key (hub_id, member_id, position),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- Browsers in which a member has signed in: who knows the token has a throttle of his own.
create table device (
  hub_id bytea not null,
  id bytea not null,
  member_id bytea not null,
  token_hash bytea not null,
  -- What the browser says it is, in a few words.
  label text not null,
  -- 1: others use it too.
  shared bigint not null check (shared in (0, 1)),
  first_at bigint not null,
  last_at bigint not null,
  primary key (hub_id, id),
  unique (hub_id, member_id, token_hash),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- Sessions. Every request reads its row, so what is ended here is ended at once.
create table session (
  hub_id bytea not null,
  id bytea not null,
  member_id bytea not null,
  -- Empty: none.
  device_id bytea not null,
  token_hash bytea not null,
  -- password, recovery, passkey, link, emergency, demo.
  method text not null,
  shared bigint not null check (shared in (0, 1)),
  started_at bigint not null,
  seen_at bigint not null,
  proven_at bigint,
  locked_at bigint,
  ends_at bigint not null,
  wrong_unlocks bigint not null default 0,
  ended_at bigint,
  ended_because text,
  -- Raised before the row is read to be changed: that locks it.
  revision bigint not null default 1,
  primary key (hub_id, id),
  unique (hub_id, token_hash),
  foreign key (hub_id, member_id) references member (hub_id, id)
);
create index session_of_member on session (hub_id, member_id, started_at);

-- One-time links for a new password, which the member himself asked for; the second factor stays. Only the hash of what stands in the link.
create table sign_in_link (
  hub_id bytea not null,
  token_hash bytea not null,
  member_id bytea not null,
  made_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  replaced_at bigint,
  primary key (hub_id, token_hash),
  foreign key (hub_id, member_id) references member (hub_id, id)
);
create unique index sign_in_link_live on sign_in_link (hub_id, member_id) where used_at is null and replaced_at is null;

-- Emergency sign-ins (緊急サインイン): who asks, and the colleagues who vouch.
create table emergency (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  -- Empty: the name that was typed is nobody's. That looks the same to whoever asked.
  member_id bytea not null,
  -- Sum over the short code that he reads out to his colleagues, made with the key of the data folder.
  code_sum bytea not null,
  -- The hash of what the waiting browser holds.
  browser_hash bytea not null,
  reason text not null,
  asked_at bigint not null,
  entered_at bigint,
  reviewed_at bigint,
  reviewed_by bytea,
  primary key (hub_id, id),
  unique (hub_id, code_sum),
  unique (hub_id, browser_hash)
);
create index emergency_of_member on emergency (hub_id, member_id, asked_at);

-- That two different colleagues vouched, and each once, is this key.
create table emergency_voucher (
  hub_id bytea not null,
  emergency_id bytea not null,
  member_id bytea not null,
  vouched_at bigint not null,
  primary key (hub_id, emergency_id, member_id),
  foreign key (hub_id, emergency_id) references emergency (hub_id, id),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- What somebody had written when his session was locked or over: sealed, until he sends or discards it.
create table kept_form (
  hub_id bytea not null,
  member_id bytea not null,
  path text not null,
  sealed bytea not null,
  kept_at bigint not null,
  primary key (hub_id, member_id, path),
  foreign key (hub_id, member_id) references member (hub_id, id)
);

-- What a member must be told about his sign-in (お知らせ); a timer hands it to the outbox.
create table sign_in_notice (
  hub_id bytea not null,
  id bytea not null,
  member_id bytea not null,
  kind text not null,
  -- Sealed: a link, until it was told. Empty: none.
  sealed bytea not null,
  -- On what kind of device it happened.
  device text not null,
  made_at bigint not null,
  -- Not before.
  due_at bigint not null,
  taken_at bigint,
  primary key (hub_id, id),
  foreign key (hub_id, member_id) references member (hub_id, id)
);
create index sign_in_notice_due on sign_in_notice (hub_id, due_at) where taken_at is null;
