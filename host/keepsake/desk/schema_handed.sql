-- Copies that are handed on to another desk, and what comes with one from another (FORMAT.md 13.10), run after
-- the others in the same way.

-- `note` and `told` are the other desk's invitation, sealed to the organisation and open; `key` is the copy's,
-- sealed to that invitation. They let a copy in there, and are here no longer than it takes. `sent` is when its sending
-- was last gone on with.
create table if not exists hand_on (
  request uuid primary key references request,
  upload uuid not null references bundle,
  invitation text not null,
  desk text not null,
  name text not null,
  log text not null,
  state text not null check (state in ('asked', 'sealed', 'received', 'failed')),
  why text not null default '',
  changed timestamptz not null,
  sent timestamptz,
  note bytea,
  told bytea,
  key bytea,
  receipt bytea,
  index bigint unique references entry,
  check (state in ('asked', 'sealed') or coalesce(note, told, key) is null)
);
create unique index if not exists hand_on_once on hand_on (invitation) where state <> 'failed';
create index if not exists hand_on_upload on hand_on (upload);
create index if not exists hand_on_state on hand_on (state, sent) where state in ('asked', 'sealed');

-- The key of a copy that another desk sent, sealed to the invitation here, and that desk's receipt for the copy.
alter table upload add column if not exists came_key bytea;
alter table upload add column if not exists came_log text not null default '';
alter table upload add column if not exists came_receipt bytea;
