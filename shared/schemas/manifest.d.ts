// Written by build/manifest_types.py from manifest.schema.json. Not part of the product.

/** What nobody vouches for: a member may be absent, and may be anything. */
export type Untrusted<T> = { [Name in keyof T]?: unknown };

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedBox {
  x: number;
  y: number;
  width: number;
  height: number;
  part: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Identifier {
  name: string;
  value: string;
  where: "address" | "attribute" | "json" | "link";
  of?: string;
  at?: string;
  derived_time?: string;
}

export interface Observation {
  kind: "sign_in" | "locked" | "gone" | "error" | "loading";
  at: string;
  confidence: "certain" | "likely";
  reasons: string[];
  said: string;
  until?: string;
}

export interface Link {
  href: string;
  text: string;
}

export interface Media {
  src: string;
  alt: string;
  width: number;
  height: number;
  loaded: boolean;
  member?: string;
  kind: string;
}

export interface Earlier {
  text: string;
  until: string;
  media?: Media[];
}

export interface Item {
  key: string;
  kind: "message" | "post" | "comment" | "row" | "divider";
  text: string;
  author?: string;
  author_source?: "link" | "above" | "before";
  time_shown?: string;
  time: string;
  time_source: string;
  ids: Identifier[];
  links: Link[];
  media: Media[];
  boxes: PlacedBox[];
  views?: number[];
  first_seen: string;
  last_seen: string;
  state: "shown" | "changed" | "gone";
  missing_since?: string;
  earlier?: Earlier[];
  collapsed: number;
}

export interface Tile {
  part: number;
  at: string;
  scroll: number;
  scroll_height: number;
  pane: Box;
  join: "first" | "shared" | "jump" | "gap";
  device_pixel_ratio?: number;
  moved: boolean;
  focused: boolean;
  look?: "blank" | "black" | "blurred";
  items: number[];
}

export interface Continues {
  capture: string;
  join: "shared" | "not_found";
}

export interface Page {
  url: string;
  document_url?: string;
  title: string;
  language?: string;
  platform: string;
  kind: string;
  ids: Identifier[];
  canonical_built?: string;
  observed?: Observation[];
  response?: Response;
  referrer?: string;
  canonical?: string;
  content_type?: string;
}

export interface Response {
  status: number;
  protocol: string;
  source?: "network" | "cache" | "worker";
}

export interface Environment {
  device_pixel_ratio?: number;
  extension: string;
  user_agent: string;
  viewport: Size;
  zoom: number;
  languages: string[];
}

export interface When {
  utc: string;
  zone: string;
  offset_minutes: number;
}

export interface Frame {
  name: string;
  address: string;
  width: number;
  height: number;
}

export type Gap = { after: string; before: string } | { part: number };

export interface Limits {
  tiles: number;
  minutes: number;
  back_to: string;
  from_here?: boolean;
}

export interface Completeness {
  items: number;
  end: "reached" | "not_reached";
  end_evidence: "" | "edge_held" | "nothing_to_scroll" | "still_loading" | "beginning_open" | "continued" | "more_offered" | "no_items" | "items_alike" | "runs_on" | "stuck";
  stopped_by: "end" | "person" | "limit" | "closed" | "navigated" | "moved" | "hidden" | "error";
  gaps: Gap[];
  not_loaded: number;
  collapsed: number;
  changed: number;
  gone: number;
  not_pictured: number;
  unclear?: number;
  unfocused?: number;
  notes: string[];
  doubts?: ("end_open" | "gaps" | "not_pictured" | "seen_instead" | "frame_unread" | "picture_unseen" | "words_apart" | "password_field" | "site_refused" | "closed_part")[];
  frames?: Frame[];
  status?: number;
  password_field?: boolean;
  closed_parts?: number;
  pictures_unseen?: number;
  words_apart?: number;
  first: string;
  last: string;
  limit?: "" | "tiles" | "minutes" | "back_to" | "from_here";
  limits?: Limits;
}

export interface Artifact {
  part: number;
  kind: string;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
}

export interface Pane {
  kind?: "document" | "element";
  label?: string;
  direction?: "up" | "down";
  box?: Box;
  scroll_before?: number;
  scrollable?: boolean;
  put_back?: boolean;
  segmented?: Segmented;
}

export interface Segmented {
  chosen: string;
  next: string;
  margin: number;
}

export interface Waited {
  from: string;
  sealed_to: "vault" | "browser";
  part: number;
}

export interface Sweep {
  from: string;
  until: string;
  screens: number;
  end: "edge" | "limit" | "stopped";
}

export interface Fact {
  name: string;
  value: string;
}

export interface Member {
  name: string;
  bytes?: number;
}

export interface Refused {
  name: string;
  why: string;
}

export interface AddedFile {
  part: number;
  name: string;
  format?: string;
  first?: number;
  count?: number;
  facts?: Fact[];
  notes?: string[];
  members?: Member[];
  refused?: Refused[];
}

export interface Manifest {
  keepsake_manifest: number;
  capture: string;
  page: Page;
  started: When;
  ended: When;
  artifacts: Artifact[];
  tiles: Tile[];
  items: Item[];
  completeness: Completeness;
  mode?: "record_only";
  started_by?: "button" | "menu" | "tabs" | "command";
  about?: string;
  continues?: Continues;
  environment: Environment;
  files?: AddedFile[];
  pane: Pane;
  sweep?: Sweep;
  waited?: Waited;
}
