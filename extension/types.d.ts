// Shapes that page and worker share. Not part of the product.

type KeepsakeBox = import("../shared/schemas/manifest").Box;

/** Scroll position measured from the visual top, CSS pixels, whatever way the pane counts. */
interface KeepsakePosition {
  top: number;
  most: number;
  height: number;
  reversed: boolean;
  /** How far from an end counts as being there, CSS pixels. */
  slack: number;
}

interface KeepsakePane {
  element: Element;
  direction: "up" | "down";
  box: KeepsakeBox;
  at: KeepsakePosition;
  score: number;
  /** Share of the viewport painted by what cannot be read: 0 to 1. */
  closed: number;
}

type KeepsakeId = Pick<import("../shared/schemas/manifest").Identifier, "name" | "value">;
type KeepsakeMedia = import("../shared/schemas/manifest").Media;

/** A message in the data of a page. */
interface KeepsakeSaid {
  id: string;
  id_name: string;
  time: string;
  time_source: string;
  text: string;
}

/** What a page shows where it shows no evidence, page/about/signs.js. */
interface KeepsakeSigns {
  at: string;
  address: string;
  title: string;
  status: number;
  items: number;
  text: number;
  heads: string[];
  lines: string[];
  times: number;
  alike: number;
  password: boolean;
  composer: boolean;
  busy: boolean;
  frames: KeepsakeFrame[];
  closed: number;
  /** The beginning of each passage in view that is in no item and divides none. */
  outside: string[];
  pictures: number;
}

/** A frame in view of which nothing can be read; `n` stays with it. */
type KeepsakeFrame = import("../shared/schemas/manifest").Frame & { n: number };

/** What one item says, without its place. */
type KeepsakeContent = Pick<
  import("../shared/schemas/manifest").Item,
  "text" | "time" | "time_source" | "links" | "media" | "collapsed"
> & {
  id: string;
  kind: string;
  ids: KeepsakeId[];
  /** Never part of the record, as `clock`: its words without what passes, by which it is known again. */
  steady: string;
  /** The time of day that it shows, "" for none. */
  clock: string;
};

/** One item in one look at the page; content is null when it is as last told for this node. */
interface KeepsakeRow {
  node: number;
  /** Number of its newest record, page/seen/record.js; absent where there is none. */
  view?: number;
  content: KeepsakeContent | null;
  box: KeepsakeBox;
  visible: boolean;
  /** Whether each of its pictures is seen: page/items/pictures.js. */
  media?: string[];
  /** By the time of the picture it was not there any more: it has no box there. */
  gone?: boolean;
}

interface KeepsakeLook {
  at: string;
  rows: KeepsakeRow[];
  top: boolean;
  bottom: boolean;
  /** What only a click would bring, before the first item and after the last; told where these ends are in view. */
  more: { above: boolean; below: boolean };
  scroll: number;
  scroll_height: number;
  pane: KeepsakeBox;
  address: string;
  loading: boolean;
  /** Items in view that the page has a place and an id for, and has not drawn; absent: none. */
  undrawn?: KeepsakeUndrawn[];
  visible: boolean;
  /** False once the page has taken the pane away. */
  attached: boolean;
  /** How often the page made the pane anew since the capture began. */
  made: number;
  /** The first words above the pane, "" where there are none. */
  head: string;
}

/** A look of which something is recorded. Source: FORMAT.md 4.12. */
interface KeepsakeStop {
  at: string;
  phase: "start" | "sweep" | "walk" | "change";
  scroll: number;
  scroll_height: number;
  pane: KeepsakeBox;
  viewport: { width: number; height: number };
  direction: string;
  address: string;
  top: boolean;
  bottom: boolean;
}

/** A picture, film or voice of what is recorded. */
interface KeepsakeShown {
  kind: string;
  src: string;
  width: number;
  height: number;
  loaded: boolean;
}

/** An item that is not drawn, by ids of the page; `""` where none is near. */
interface KeepsakeUndrawn {
  id: string;
  /** The drawn items above and below it. */
  after: string;
  before: string;
}

interface KeepsakeRows {
  selector: string;
  idName: string;
  /** What the values of an attribute begin with. */
  stem: { name: string; value: string } | null;
  /** Only what holds no other of its kind. */
  innermost: boolean;
  structural: boolean;
  /** Also what stands in another of its kind. */
  nested?: boolean;
  /** Items of another kind beside these. */
  also?: KeepsakeRows | null;
}

/** What the items of a pane may be. */
interface KeepsakeCandidate {
  spec: KeepsakeRows;
  /** Places of its elements among those of the pane. */
  set: number[];
  marks: Record<string, number>;
  /** Of which of two kinds each is; absent where all are of one. */
  kinds?: number[];
  /** Place of the one above the others, where it has such a one. */
  lead?: number;
  /** Where its units are lines or runs that no element holds. */
  log?: KeepsakeLog;
  runs?: KeepsakeRun[];
  /** Place of the element that holds these, -1 for the pane. */
  holder?: number;
}

/** An element whose words are items line by line, or parts of which are items together. */
interface KeepsakeLog {
  element: Element;
  /** What begins each item; "" where each line is one. */
  start: string;
}

interface KeepsakeRun {
  /** Places of its elements. */
  heads: number[];
  loose: KeepsakeLine[];
  box: KeepsakeBox;
  /** False for what stands before the first or after the last. */
  post: boolean;
  /** How its parts are made, in order. */
  kinds: string;
}

/** What a pane is made of; places are indices of `all`, -1 is the pane itself. */
interface KeepsakeOutline {
  pane: Element;
  box: KeepsakeBox;
  all: Element[];
  places: Map<Element, number>;
  parents: number[];
  lines: KeepsakeLine[];
  /** Places of pictures, films and voices. */
  pictures: number[];
}

/** A line of words of a pane. */
interface KeepsakeLine {
  /** Place of its element, -1 for words that have none. */
  at: number;
  text: string;
  /** Characters of its own. */
  length: number;
  time: boolean;
  button: boolean;
  /** The same for what is made alike. */
  made: string;
}

/** What is the same for all candidates of a pane. */
interface KeepsakeCommon {
  /** How often each text is said, and a line of each kind is there. */
  said: Map<string, number>;
  made: Map<string, number>;
  /** By place: how many lines are in an element, of these the times, how many characters, and those of the longest. */
  held: number[];
  timed: number[];
  letters: number[];
  longest: number[];
  /** By place of the parent, -1 for the pane: those in which something is said. */
  children: Map<number, number[]>;
  /** Tags from the pane to each element, and how many that say something have the same. */
  paths: { of: string[]; counts: Map<string, number> };
  groups: KeepsakeGroups;
  /** By place: the innermost element around what is said that has a ground of its own, -1 for none. */
  grounds: number[];
  characters: number;
  times: number;
  /** From the first line to the last, CSS pixels. */
  filled: number;
}

/** Whether parts that are made alike stand in an element, by its place. */
interface KeepsakeGroups {
  any: boolean[];
  /** Of several lines each. */
  several: boolean[];
  /** Each says when, once. */
  timed: boolean[];
  /** Each on a ground of its own. */
  grounded: boolean[];
  /** Set apart below each other as messages are, and lines of one are not. */
  messages: boolean[];
}

/** How the lines of a pane lie in the units of a candidate. */
interface KeepsakeUnits {
  units: KeepsakeLine[][];
  heads: number[][];
  /** Places of the pictures by the number of their unit; -1 for pictures outside of them. */
  pictured: Map<number, number[]>;
  outside: KeepsakeLine[];
  /** How many units stand in another one. */
  nested: number;
}

/** A candidate, what it holds, what speaks for and against it, and the sum of that. */
interface KeepsakeWeighed {
  candidate: KeepsakeCandidate;
  units: KeepsakeUnits;
  features: Record<string, number>;
  score: number;
}

/** What the items of a pane were taken to be, for the record. */
interface KeepsakeSegmented {
  chosen: string;
  /** What was second. */
  next: string;
  /** By how much its score was higher. */
  margin: number;
}

interface KeepsakeChosen {
  rule: KeepsakeRows;
  log: KeepsakeLog | null;
  /** Null where nothing was weighed. */
  told: KeepsakeSegmented | null;
}

/** Elements of one tag at one place in the page, and who are brothers and sisters among them. */
interface KeepsakeGroup {
  set: Element[];
  /** How many the largest of the families are. */
  family: number;
  families: Map<Element, Element[]>;
}

/** Words, and the element they stand in. */
interface KeepsakeWorded {
  node: Element;
  /** Characters. */
  length: number;
}

/** One line of a log; the same object as long as it begins in the same place. */
interface KeepsakeLogLine {
  parts: { node: Text; from: number; to: number }[];
  textContent: string;
  /** Of a post that no element holds: what it is made of. */
  run?: Node[];
  /** False for what stands before the first or after the last. */
  post?: boolean;
}

type KeepsakeNode = Element | KeepsakeLogLine;

/** What is remembered of one capture between what the page is asked. */
interface KeepsakeSight {
  /** By which the pane was found. */
  sought: KeepsakeHint;
  pane: Element;
  /** How often the page made it anew. */
  made: number;
  /** Where the items are the lines of one element. */
  log: KeepsakeLog | null;
  /** Selector of the items where the platform is known, else "". */
  known: string;
  /** Items that stand in another one. */
  inner: Map<Element, Element[]>;
  /** Where they were chosen among candidates. */
  segmented: KeepsakeSegmented | null;
  rule: KeepsakeRows;
  serials: WeakMap<KeepsakeNode, number>;
  nextSerial: number;
  told: Map<number, { mark: string; print: string }>;
  watching: MutationObserver | null;
  pending: KeepsakeLook[];
  /** When the pane was last looked at, ms. */
  looked: number;
  /** When it was last seen to change, ms. */
  lastChange: number;
  /** When the pane was last scrolled from here, ms. */
  moved: number;
  lastShape: string;
  /** What the items near the view said at the last look, in order. */
  lastPrints: string[];
  /** Something seems to have vanished between the last two looks. */
  doubt: boolean;
  /** Items in view are drawn as bars in the place of words. */
  drawn: boolean;
  /** Items in view that have a place and an id, and are not drawn. */
  undrawn: KeepsakeUndrawn[];
  /** Boxes in view that waited for a picture at the last look. */
  lacking: Element[];
  conversation: boolean;
  /** What the buttons say that most items have. */
  controls: Set<string>;
  /** What the last picture shows, in order. */
  anchor: string[] | null;
  /** Elements that the last picture shows, by number: what they said, and where they were. */
  anchored: Map<number, { print: string; y: number }>;
  /** How far the last picture was from both ends of the pane, CSS pixels. */
  fromEnd: number;
  fromTop: number;
  /** Where the items in view were at the last look, by number, from top to bottom; CSS pixels. */
  places: Map<number, number>;
  timer: number;
  /** What most items look like: how many say most in a line of a kind, and the size of it in CSS pixels. */
  habits: { kinds: Map<string, number>; size: number };
  pictures: KeepsakeAwaited;
  /** How long a look waits for what is still loading, and for pictures, ms. */
  patience: { loading: number; pictures: number };
  record: KeepsakeRecord;
  home: KeepsakeHome;
}

/** Pictures that are waited for. */
interface KeepsakeAwaited {
  /** When each was first looked at, ms. */
  since: WeakMap<Element, number>;
  /** How often nothing came into boxes of a kind. */
  vain: Map<string, number>;
  /** What was waited for and did not come so far, and of which kind it was then. */
  awaited: Map<Element, string>;
  /** When the picture was taken that is older than the first look, ms; 0: that is over. */
  clicked: number;
}

/** What was recorded, and what waits to be handed over. */
interface KeepsakeRecord {
  /** By the number of the element: hashes of its words and of its form, how often its words stayed, its last record. */
  records: Map<number, { said: number; form: number; same: number; view: number }>;
  styles: Map<string, number>;
  holders: Map<number, string>;
  lines: string[];
  /** Of the look that goes on, as long as nothing new was found in it. */
  coming: KeepsakeStop | null;
  count: { stop: number; view: number; style: number; size: number };
  /** The page's own data of what was not in sight so far. */
  waiting: KeepsakeHeld[];
}

/** A piece of the page's own data, and what it says on one line. */
interface KeepsakeHeld {
  data: string;
  at: string;
  text: string;
  is: Record<string, unknown>;
  plain: string;
}

/** Where the page stood when the capture began. */
interface KeepsakeHome {
  top: number;
  fromEnd: number;
  left: number;
  way: 1 | -1;
  /** What was in view; alone: no other item said the same. */
  shown: { print: string; y: number; alone: boolean }[];
  /** How often the page went out of sight since that was last asked. */
  hidden: number;
  /** Ticks in view without a question. */
  lonely: number;
  unwatch: () => void;
  ticking: number;
}

/** What the address of a page says about what is on it. */
interface KeepsakeHint {
  conversation: boolean;
  /** Selector of the items where the platform is known. */
  rows?: string;
  /** Where ids of the account or group stand that the page is of; absent where it is of none. */
  owner?: KeepsakeOwner;
  /** When the picture of the click was taken, ms since 1970. */
  clicked?: number;
  /** Selector of what the items of the platform's conversations are known to be; "" or absent: nothing is known. */
  shape?: string;
}

/** How many of the items near the view are what the platform's are known to be. */
interface KeepsakeShaped {
  items: number;
  known: number;
}

/** Where ids of the one account or group stand that a page is of, as platforms.json has it. */
interface KeepsakeOwner {
  /** Names of members in the data of the page. */
  members: string[];
  /** Attributes of elements; the first group of `regex` is the id. */
  places: { selector: string; attribute: string; regex: string; name: string }[];
}

/** What the bundle leaves in the isolated world: the questions, and the way back to the page as it was. */
interface KeepsakePage {
  // biome-ignore lint/suspicious/noExplicitAny: the caller names the question, see capture/types.js
  ask: Record<string, (order: any) => unknown>;
  leave?(): void;
}

interface KeepsakePictures {
  inlined: number;
  named: number;
  read(node: HTMLImageElement | HTMLCanvasElement | HTMLVideoElement, address: string): string;
}

declare var keepsakePage: KeepsakePage;
