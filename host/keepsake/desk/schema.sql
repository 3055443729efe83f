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

-- Those who work here. Nothing in it lets anybody in: links as hashes, of passkeys the public half.
create table if not exists staff (
  id uuid primary key,
  name text not null unique,
  roles text[] not null,
  made timestamptz not null,
  disabled timestamptz
);

create table if not exists enrolment (
  token_sha256 bytea primary key check (length(token_sha256) = 32),
  staff uuid not null references staff,
  until timestamptz not null,
  used timestamptz
);

create table if not exists passkey (
  id bytea primary key,
  staff uuid not null references staff,
  public_key bytea not null,
  sign_count bigint not null,
  made timestamptz not null
);

-- What the organisation's own sign-in calls those who work here (OpenID Connect: issuer and subject).
create table if not exists subject (
  issuer text not null,
  name text not null,
  staff uuid not null references staff,
  made timestamptz not null,
  primary key (issuer, name)
);

-- Challenges that were answered, until they run out: none is answered twice.
create table if not exists challenge (
  value bytea primary key,
  until timestamptz not null
);

create table if not exists session (
  token_sha256 bytea primary key check (length(token_sha256) = 32),
  staff uuid not null references staff,
  began timestamptz not null,
  seen timestamptz not null
);

create table if not exists case_file (
  id uuid primary key,
  name text not null,
  made timestamptz not null,
  made_by text not null
);

create table if not exists case_copy (
  upload uuid primary key references bundle,
  case_file uuid not null references case_file
);

create table if not exists case_member (
  staff uuid not null references staff,
  case_file uuid not null references case_file,
  added timestamptz not null,
  added_by text not null,
  primary key (staff, case_file)
);
create index if not exists case_member_case on case_member (case_file);

-- Who works on a case now: was added, and is a caseworker still.
create or replace view works_on as
  select staff, case_file from case_member join staff on staff.id = case_member.staff
  where disabled is null and 'caseworker' = any(roles);

-- Who sees what was opened of which copy: those of its case, and nobody of one that is in none. All that
-- shows anything of the content asks here.
create or replace view seen as
  select works_on.staff, case_copy.upload, case_file.id as case_id, case_file.name as case_name, reference,
    received, bundle.invitation
  from works_on join case_copy using (case_file) join case_file on case_file.id = case_copy.case_file
  join bundle using (upload) join invitation on invitation.id = bundle.invitation;

-- Time stamps of others over the log's checkpoint, each with all that checks it (FORMAT.md 13.5).
create table if not exists stamp (
  id bigint generated always as identity primary key,
  authority text not null,
  name text not null,
  size bigint not null,
  checkpoint bytea not null,
  token bytea not null,
  roots bytea not null,
  at timestamptz not null
);
create index if not exists stamp_authority on stamp (authority, id desc);

-- When an authority may be asked again, and why it gave none the last time.
create table if not exists authority (
  id text primary key,
  name text not null,
  failures integer not null,
  reason text not null,
  asked timestamptz not null,
  next_try timestamptz not null
);

-- What witnesses cosigned of the log's checkpoint: the files of FORMAT.md 5.7.
create table if not exists cosigned (
  id bigint generated always as identity primary key,
  key text not null,
  name text not null,
  size bigint not null,
  file bytea not null,
  at timestamptz not null
);
create index if not exists cosigned_key on cosigned (key, id desc);

-- When a witness may be asked again, and why it did not cosign the last time.
create table if not exists witness (
  key text primary key,
  name text not null,
  failures integer not null,
  reason text not null,
  seen bigint not null,
  asked timestamptz not null,
  next_try timestamptz not null
);

-- What takes two people. Nobody decides what they asked for.
create table if not exists request (
  id uuid primary key,
  action text not null check (action in ('export', 'shred', 'hand_on', 'open')),
  invitation uuid not null references invitation,
  reason text not null check (reason <> ''),
  asked timestamptz not null,
  asked_by uuid not null references staff,
  state text not null default 'asked' check (state in ('asked', 'approved', 'denied', 'done')),
  decided timestamptz,
  decided_by uuid references staff check (decided_by <> asked_by)
);
create unique index if not exists request_one on request (invitation, action, asked_by)
  where state = 'asked';
create index if not exists request_invitation on request (invitation, asked desc);

alter table invitation add column if not exists shredded timestamptz;

-- Where there are many, nothing that is asked often goes through all of them.
create index if not exists upload_invitation on upload (invitation, began desc);
create index if not exists bundle_invitation on bundle (invitation);
create index if not exists bundle_received on bundle (received desc);
create index if not exists bundle_locked on bundle (locked_until nulls first, received);
create index if not exists bundle_size on bundle (size);
create index if not exists invitation_made on invitation (made desc);
create index if not exists invitation_shredded on invitation (shredded desc) where shredded is not null;
create index if not exists request_asked on request (asked desc);
create index if not exists case_file_made on case_file (made desc);
create index if not exists case_copy_case on case_copy (case_file);

-- What the desk makes for a copy that was carried here without one (FORMAT.md 13.3) is given to nobody.
alter table invitation add column if not exists kind text not null default 'given'
  check (kind in ('given', 'carried'));
create index if not exists upload_sha256 on upload (sha256);
create index if not exists bundle_sha256 on bundle (sha256);

-- What was written of the past is never written anew.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

do $$
declare name text;
begin
  foreach name in array array['entry', 'node', 'event', 'lock_proof', 'stamp', 'cosigned'] loop
    execute format(
      'create or replace trigger append_only before update or delete or truncate on %I
         for each statement execute function refuse_change()', name);
  end loop;
end $$;
