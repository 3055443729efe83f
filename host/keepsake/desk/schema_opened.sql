-- What is known of copies that were opened, run after schema.sql in the same way. All of it can be made
-- again from the copies; here alone stand words of the people who sent them.

create extension if not exists pg_trgm;

-- What the opener is to open: one row for each request that a second person approved, and none before.
create table if not exists opening (
  request uuid primary key references request,
  upload uuid not null references bundle,
  approved timestamptz not null,
  state text not null check (state in ('approved', 'opening', 'opened', 'failed')),
  changed timestamptz not null,
  tries smallint not null default 0,
  result jsonb not null default '{}'
);
create index if not exists opening_state on opening (state, approved);

-- Each that was asked for, and how far it came: asked, denied, or as the opener has it. Names are looked up one by
-- one: with more tables joined to `seen`, PostgreSQL no longer looks for the order that goes through none of them.
create or replace view asked_opening as
  select id, invitation, (select name from staff where staff.id = request.asked_by) as asked_by, reason, asked,
    (select name from staff where staff.id = request.decided_by) as decided_by, decided,
    coalesce(opening.state, request.state) as state, changed, tries, result
  from request left join opening on opening.request = request.id where action = 'open';

-- `at` is what it is ordered by: the moment that the page told, else that of its capture; `time` is what
-- the page told, "" where it told none. `words` has each word in the forms of English and of French and as it
-- is: in what language a message is, nobody has to know, and one language's rules do for what the other's miss.
create table if not exists message (
  id bigint generated always as identity primary key,
  upload uuid not null references bundle,
  exhibit integer not null,
  item integer not null,
  platform text not null,
  host text not null,
  author text not null,
  author_source text not null,
  at timestamptz not null,
  time text not null,
  text text not null,
  words tsvector not null generated always as
    (to_tsvector('english', text) || to_tsvector('french', text) || to_tsvector('simple', text)) stored,
  simple tsvector not null generated always as (to_tsvector('simple', text)) stored
);
create index if not exists message_upload on message (upload, exhibit, item);
create index if not exists message_newest on message (at desc, id desc);
create index if not exists message_words on message using gin (words) with (fastupdate = off);
create index if not exists message_simple on message using gin (simple) with (fastupdate = off);

-- Rare words are told from common ones by what is counted: else all messages are gone through for a rare one.
alter table message alter column words set statistics 1000, alter column simple set statistics 1000;

-- Every word of a message once: near words are looked for among these and not in every message.
create table if not exists word (
  word text primary key
);
create index if not exists word_near on word using gin (word gin_trgm_ops);

-- The query for one word as it stands in a tsvector, whatever signs are in it.
create or replace function lexeme(word text) returns tsquery language sql immutable strict as $$
  select ('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''')::tsquery
$$;

-- `kind` is `id` (the platform never gives it to another), `handle` or `name`; `folded` is how it is compared.
create table if not exists account (
  id bigint generated always as identity primary key,
  upload uuid not null references bundle,
  kind text not null check (kind in ('id', 'handle', 'name')),
  platform text not null,
  label text not null,
  value text not null,
  folded text not null,
  name text not null,
  host text not null,
  own boolean not null,
  exhibits integer[] not null
);
create index if not exists account_upload on account (upload);
create index if not exists account_same on account (folded, kind, platform);
-- What is near to an id is another account.
create index if not exists account_near on account using gin (folded gin_trgm_ops) where kind <> 'id';

create table if not exists lead (
  id bigint generated always as identity primary key,
  upload uuid not null references bundle,
  kind text not null,
  value text not null,
  folded text not null,
  belongs text not null,
  assumed boolean not null,
  own boolean not null,
  exhibit integer not null,
  item integer not null
);
create index if not exists lead_upload on lead (upload);
create index if not exists lead_same on lead (folded, kind);

-- Whether what was received is still that: read again, oldest check first (FORMAT.md 13.8).
create table if not exists fixity (
  id bigint generated always as identity primary key,
  upload uuid not null references bundle,
  at timestamptz not null,
  size bigint not null,
  outcome text not null check (outcome in (
    'as_received', 'gone', 'unreadable', 'size_other', 'bytes_other', 'lock_gone', 'lock_sooner', 'covered'))
);
create index if not exists fixity_upload on fixity (upload, at desc);
create index if not exists fixity_at on fixity (at);
create or replace trigger append_only before update or delete or truncate on fixity
  for each statement execute function refuse_change();

alter table bundle add column if not exists checked timestamptz;
alter table bundle add column if not exists fixity text not null default '';
create index if not exists bundle_checked on bundle (checked nulls first, received);
create index if not exists bundle_fixity on bundle (fixity) where fixity not in ('', 'as_received');
