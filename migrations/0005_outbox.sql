-- Timers (予定) and the outbox (送るもの).

-- What is to happen by itself, and when. A row lives until it was done.
create table timer (
  hub_id bytea not null references hub (hub_id),
  -- Which part of the program does it: outbox.email.
  kind text not null check (kind <> ''),
  -- What it is about, such as the id of a message. One kind and one subject are one timer.
  subject text not null,
  -- When it was meant to happen.
  due_at bigint not null,
  -- When it is taken next: due_at, the end of a lease, or the end of the pause after a failure.
  run_at bigint not null,
  -- 1: run_at is a wait that began at touched_at. 0: run_at is a time of the wall clock, whatever the clock does.
  is_wait bigint not null check (is_wait in (0, 1)),
  touched_at bigint not null,
  -- Raised whenever the timer is taken or set anew; only who holds the newest may settle it. A new timer begins by chance.
  fence bigint not null,
  -- When it was taken by somebody who has not settled it yet.
  taken_at bigint,
  -- Failures and breakdowns in a row, and what was said about the last one.
  failures bigint not null,
  trouble text not null,
  primary key (hub_id, kind, subject)
);
create index timer_run_at on timer (hub_id, kind, run_at);

-- A message on its way out of the house.
create table outbox_message (
  hub_id bytea not null references hub (hub_id),
  id bytea not null,
  -- Names the act that causes it: people.invitation/01jq…. The same key is the same message.
  key text not null check (key <> ''),
  -- email, letter.
  channel text not null,
  -- waiting, sending, sent, bounced, failed, given_up, printed.
  state text not null,
  to_name text not null,
  -- As it is sent to, or nothing for somebody without mail.
  to_email text,
  -- The lines of a postal address; empty when the letter is handed over.
  to_post text not null,
  language text not null,
  -- Which text, and what stands in it (JSON). Without its secrets once it was sent or given up.
  template text not null,
  template_values text not null,
  -- The mail as it may have reached somebody already: another try sends the same bytes. Gone once it was sent.
  frozen text,
  -- When the one-time links in it are void: from then on it is not sent and not printed.
  void_at bigint,
  attempts bigint not null,
  last_attempt_at bigint,
  -- Why the last attempt failed: a code, and the other side's own words.
  trouble text,
  says text not null,
  created_at bigint not null,
  changed_at bigint not null,
  -- When the secrets in template_values were taken out.
  forgotten_at bigint,
  -- Raised by every change, so that two who change at once are told.
  version bigint not null,
  primary key (hub_id, id),
  unique (hub_id, key)
);
-- What still waits for the program or for a person. A query that means fewer states says these as well: SQLite does not see
-- that some of them are among all of them, and would read every message that was ever sent.
create index outbox_message_open on outbox_message (hub_id, state, created_at)
  where state in ('waiting', 'sending', 'bounced', 'failed');
-- What still holds secrets.
create index outbox_message_unforgotten on outbox_message (hub_id, changed_at) where forgotten_at is null;

-- What happened to a message, step by step.
create table outbox_step (
  hub_id bytea not null,
  message_id bytea not null,
  number bigint not null,
  at bigint not null,
  channel text not null,
  state text not null,
  trouble text,
  says text not null,
  -- Whose doing: outbox, or who did it.
  by text not null,
  primary key (hub_id, message_id, number),
  foreign key (hub_id, message_id) references outbox_message (hub_id, id)
);
