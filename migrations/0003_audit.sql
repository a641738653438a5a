-- Audit (監査): who did what, and the proof that nobody changed it afterwards (docs/adr/0007-audit-chain.md).
-- No key refers to another table: an event outlives what it speaks of, and writers must not meet in a row of the hub.

-- One event. Its lane belongs to one thread of one process, which numbers its events without a gap, so that writers
-- never wait for each other. Ids and codes only, never a person's words.
create table audit_event (
  hub_id bytea not null,
  lane bigint not null,
  number bigint not null check (number > 0),
  -- When it happened, microseconds UTC.
  at bigint not null,
  -- anyone, member, operator, hub; the member's id.
  actor_kind text not null,
  actor_id bytea,
  -- The member in whose name it was done.
  behalf_id bytea,
  -- look, print, write …: src/platform/audit/event.rs has the table.
  what text not null,
  object_kind text,
  object_id bytea,
  -- Whose data it is, where that is somebody else than the object itself.
  subject_id bytea,
  -- A code for why, or for what was refused.
  reason text,
  -- How many records, for an export or a list.
  amount bigint not null,
  -- The number of the request, as on the page and in the log.
  request text,
  -- The first 3 bytes of an IPv4 address, or the first 6 of an IPv6 address.
  network bytea,
  -- SHA-256 over all columns above.
  digest bytea not null,
  primary key (hub_id, lane, number)
);
create index audit_event_at on audit_event (hub_id, at);
create index audit_event_actor on audit_event (hub_id, actor_id, at) where actor_id is not null;
create index audit_event_object on audit_event (hub_id, object_id, at) where object_id is not null;
create index audit_event_subject on audit_event (hub_id, subject_id, at) where subject_id is not null;
create index audit_event_alarm on audit_event (hub_id, at) where what = 'alarm';

-- A lane that may still receive events, and up to which number its events are sealed.
create table audit_lane (
  hub_id bytea not null,
  lane bigint not null,
  sealed bigint not null,
  primary key (hub_id, lane)
);

-- Events that were sealed together: they stand at the positions first, first + 1, … of the one order of the hub.
create table audit_batch (
  hub_id bytea not null,
  first bigint not null,
  count bigint not null check (count > 0),
  sealed_at bigint not null,
  -- 1: sealed by the process that recorded them. 0: by another one, after that process had ended.
  witnessed bigint not null,
  -- Runs of events in their order, 20 bytes each: lane, first number (8 bytes), how many (4 bytes).
  spans bytea not null,
  -- The root of the Merkle tree (RFC 6962) over the whole order up to here.
  root bytea not null,
  -- The signature of the node that sealed it under size and root; empty where it had no key.
  signature bytea not null,
  primary key (hub_id, first)
);

-- Signed states of the chain, as they are given to others.
create table audit_checkpoint (
  hub_id bytea not null,
  number bigint not null,
  -- A signed note: docs/adr/0007-audit-chain.md.
  note text not null,
  -- The roots of the perfect trees that make up the tree at that size, largest first, 32 bytes each.
  frontier bytea not null,
  primary key (hub_id, number)
);

-- The public keys that may sign. The first one stands alone; each later one was announced by its predecessor.
create table audit_key (
  hub_id bytea not null,
  public_key bytea not null,
  since bigint not null,
  predecessor bytea,
  -- The predecessor's signature under the announcement, and the new key's own.
  by_predecessor bytea,
  by_itself bytea not null,
  primary key (hub_id, public_key)
);

-- What somebody should look at: many records in a short time, the same person again and again.
create table audit_alert (
  hub_id bytea not null,
  rule text not null,
  actor_id bytea not null,
  -- Whom it is about; empty where the rule is not about one person.
  subject_id bytea not null,
  -- The window in which it was noticed: one alert for each.
  since bigint not null,
  until bigint not null,
  records bigint not null,
  noticed_at bigint not null,
  -- Who has looked into it, and when.
  settled_by bytea,
  settled_at bigint,
  primary key (hub_id, rule, actor_id, subject_id, since)
);
create index audit_alert_open on audit_alert (hub_id, noticed_at) where settled_at is null;

-- How far the rules have read the order of events.
create table audit_alert_progress (
  hub_id bytea primary key,
  position bigint not null
);

-- What is recorded stays as it is. This stops mistakes and careless hands, not whoever may change the schema.
-- only: sqlite
create trigger audit_event_stays before update on audit_event begin select raise(abort, 'audit events are never changed'); end;
create trigger audit_event_kept before delete on audit_event begin select raise(abort, 'audit events are never deleted'); end;
create trigger audit_batch_stays before update on audit_batch begin select raise(abort, 'audit batches are never changed'); end;
create trigger audit_batch_kept before delete on audit_batch begin select raise(abort, 'audit batches are never deleted'); end;
create trigger audit_checkpoint_stays before update on audit_checkpoint begin select raise(abort, 'checkpoints are never changed'); end;
create trigger audit_checkpoint_kept before delete on audit_checkpoint begin select raise(abort, 'checkpoints are never deleted'); end;
-- only: postgres
create function audit_stays() returns trigger language plpgsql as $$
begin
  raise exception '% is only ever added to', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger audit_event_stays before update or delete or truncate on audit_event execute function audit_stays();
create trigger audit_batch_stays before update or delete or truncate on audit_batch execute function audit_stays();
create trigger audit_checkpoint_stays before update or delete or truncate on audit_checkpoint execute function audit_stays();
-- both
