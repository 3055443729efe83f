-- State of a desk. Run as a whole, again at each start: every statement leaves alone what is there.
-- Nothing readable of a person is in it: tokens as hashes, copies by hash, keys sealed to the organisation.

create table if not exists log_head (
  one boolean primary key default true check (one),
  size bigint not null,
  checkpoint bytea not null
);

-- Complete subtrees of the log's tree (RFC 6962 2.1); level 0 are leaves.
create table if not exists node (
  level smallint not null,
  index bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (level, index)
);

create table if not exists entry (
  index bigint primary key,
  data bytea not null
);

create table if not exists invitation (
  id uuid primary key,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  note bytea not null,
  note_sha256 text not null unique,
  recipient text not null,
  sealed_identity bytea,
  reference text not null,
  limit_bytes bigint not null,
  made timestamptz not null,
  made_by text not null,
  until timestamptz not null,
  withdrawn timestamptz,
  begun integer not null default 0
);

create table if not exists upload (
  id uuid primary key,
  invitation uuid not null references invitation,
  size bigint not null check (size > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  store_key text not null,
  store_upload text not null,
  state text not null check (state in ('uploading', 'checking', 'received', 'refused', 'dropped')),
  reason text not null default '',
  began timestamptz not null,
  changed timestamptz not null
);
-- One copy per invitation: what is under way or was received is there once.
create unique index if not exists upload_one on upload (invitation)
  where state in ('uploading', 'checking', 'received');
create index if not exists upload_state on upload (state, changed);

create table if not exists bundle (
  upload uuid primary key references upload,
  invitation uuid not null references invitation,
  sha256 text not null,
  size bigint not null,
  store_key text not null,
  store_version text not null,
  locked_until timestamptz,
  received timestamptz not null,
  index bigint not null unique references entry,
  receipt bytea not null
);

create table if not exists event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null,
  who text not null,
  about jsonb not null,
  salt bytea not null,
  index bigint not null unique references entry
);
create index if not exists event_kind on event (kind, at);

create table if not exists lock_proof (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  bucket text not null,
  holds boolean not null,
  attempts jsonb not null
);

-- Logs of others that this desk is the witness of, each with the checkpoint it cosigned last.
create table if not exists witnessed (
  origin text primary key,
  key text not null,
  size bigint not null,
  root bytea not null check (length(root) = 32),
  enrolled timestamptz not null,
  cosigned timestamptz
);

-- What was written of the past is never written anew.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

do $$
declare name text;
begin
  foreach name in array array['entry', 'node', 'event', 'lock_proof'] loop
    execute format(
      'create or replace trigger append_only before update or delete or truncate on %I
         for each statement execute function refuse_change()', name);
  end loop;
end $$;
