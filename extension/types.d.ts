// Shapes shared by the page's classic scripts, which cannot import. Not part of the product.

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
  "text" | "author" | "time_shown" | "time" | "time_source" | "links" | "media" | "collapsed"
> & {
  id: string;
  kind: string;
  author_source?: string;
  ids: KeepsakeId[];
  /** Never part of the record: what whose message it is follows from. */
  stand?: KeepsakeStand;
};

/** How the words of an item lie in it. */
interface KeepsakeStand {
  /** Of the line that says most, "" where a picture does. */
  kind: string;
  /** Where the side that they lie on is, CSS pixels. */
  edge: number;
  look: string;
}

/** One item in one look at the page; content is null when it is as last told for this node. */
interface KeepsakeRow {
  node: number;
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
  visible: boolean;
  /** False once the page has taken the pane away. */
  attached: boolean;
  /** How often the page made the pane anew since the capture began. */
  made: number;
  /** The first words above the pane, "" where there are none. */
  head: string;
}

interface KeepsakeRows {
  selector: string;
  idName: string;
  /** What the values of an attribute begin with. */
  stem: { name: string; value: string } | null;
  /** Only what holds no other of its kind. */
  innermost: boolean;
  structural: boolean;
}

/** What the items of a pane may be. */
interface KeepsakeChoice {
  spec: KeepsakeRows;
  set: Element[];
  bonus: number;
}

interface KeepsakeWeighed {
  spec: KeepsakeRows;
  set: Element[];
  score: number;
  /** Of the words around, 0 to 1. */
  share: number;
}

/** What repeats in a page without a mark; `set` is empty where it is but texts. */
interface KeepsakeShape {
  spec: KeepsakeRows;
  set: Element[];
  /** Of the words around, 0 to 1. */
  share: number;
}

/** Elements of one tag at one place in the page, and who are brothers and sisters among them. */
interface KeepsakeGroup {
  set: Element[];
  /** How many the largest of the families are. */
  family: number;
  families: Map<Element, Element[]>;
}

/** Words, and the element they stand in. */
interface KeepsakeLine {
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

interface KeepsakeLooking {
  pane: Element;
  /** How often the page made it anew. */
  made: number;
  /** Where the items are the lines of one element. */
  log: Element | null;
  rule: KeepsakeRows;
  serials: WeakMap<KeepsakeNode, number>;
  nextSerial: number;
  told: Map<number, { mark: string; print: string }>;
  watching: MutationObserver | null;
  pending: KeepsakeLook[];
  lastChange: number;
  lastShape: string;
  /** What the items near the view said at the last look, in order. */
  lastPrints: string[];
  /** Something seems to have vanished between the last two looks. */
  doubt: boolean;
  /** Items in view are drawn as bars in the place of words. */
  drawn: boolean;
  /** Boxes in view that waited for a picture at the last look. */
  lacking: Element[];
  conversation: boolean;
  /** What the last picture shows, in order. */
  anchor: string[] | null;
  /** Elements that show what the anchor says. */
  anchored: Set<number>;
  /** How far the last picture was from both ends of the pane, CSS pixels. */
  fromEnd: number;
  fromTop: number;
  /** Where the items in view were at the last look, by number, from top to bottom; CSS pixels. */
  places: Map<number, number>;
  timer: number;
}

/** What the address of a page says about what is on it. */
interface KeepsakeHint {
  conversation: boolean;
  authors?: string[];
  heads?: string[];
  /** Selector of the items where the platform is known. */
  rows?: string;
  /** When the picture of the click was taken, ms since 1970. */
  clicked?: number;
}

interface KeepsakePage {
  prints: {
    printOf(content: KeepsakeContent): string;
    shared(prints: string[], anchor: string[]): number[];
  };
  anew: {
    inPane<
      Order extends object,
      Told extends { now?: KeepsakeLook | null; changes?: KeepsakeLook[] },
    >(answer: (order: Order) => Promise<Told>, order: Order, hint: KeepsakeHint): Promise<Told>;
  };
  once: {
    during<Result>(task: () => Result): Result;
    once<About, Answer>(
      ask: (about: About) => Exclude<Answer, undefined>,
    ): (about: About) => Exclude<Answer, undefined>;
  };
  /** Gives what reads closed shadow roots, null where the browser lets nobody read them; absent where it was not injected. */
  askForClosed?(): ((node: Element) => ShadowRoot | null) | null;
  roots: {
    closedParts(): number;
    everywhere(selector: string): Element[];
    frameDocument(frame: Element): Document | null;
    isFrame(node: Element): boolean;
    shadowOf(node: Element): ShadowRoot | null;
  };
  lists: {
    among(node: Element, read: () => Element[], top: number, bottom: number): Element[];
    boundsOf(node: Element): DOMRect;
  };
  dom: {
    childrenOf(node: Element): Element[];
    childrenNear(node: Element, box?: KeepsakeBox): Element[];
    sharesClass(one: Element, other: Element): boolean;
    nodesOf(node: Node): Node[];
    attributesOf(element: Element): { name: string; value: string }[];
    frameDocument(frame: Element): Document | null;
    parentOf(node: Element): Element | null;
    frameOffset(node: Element): { x: number; y: number };
    boxOf(node: Element): KeepsakeBox;
    styleOf(node: Element): CSSStyleDeclaration;
    elementAt(x: number, y: number): Element | null;
    descendants(node: Element, limit?: number, box?: KeepsakeBox): Element[];
    holds(outer: Element, inner: Element): boolean;
    labelOf(node: Element): string;
  };
  find: {
    findPane(hint: { conversation: boolean }): KeepsakePane;
    paneBox(pane: Element): KeepsakeBox;
    positionOf(pane: Element): KeepsakePosition;
  };
  place: {
    givesToView(node: Element): boolean;
    viewOverflow(page: Document): string;
    isTurned(pane: Element): boolean;
    positionOf(pane: Element): KeepsakePosition;
    scaleOf(pane: Element): number;
    scrollTopAt(pane: Element, top: number): number;
  };
  talk: {
    hasSides(pane: Element): boolean;
    isFar(node: Element): boolean;
    isListed(pane: Element): boolean;
    isWritten(pane: Element, box: KeepsakeBox, written: Element[]): boolean;
    signsOf(
      pane: Element,
      box: KeepsakeBox,
      written: Element[],
      at: KeepsakePosition,
    ): {
      log: boolean;
      feed: boolean;
      aside: boolean;
      composer: boolean;
      atBottom: boolean;
      reversed: boolean;
    };
  };
  still: {
    EDITABLE: string;
    stillPane(
      elements: (Element | null)[],
      scrolled: KeepsakeBox | null,
      written: Element[],
    ): Element | null;
    placesToWrite(): Element[];
    isBelow(pane: Element, box: KeepsakeBox, written: Element[]): boolean;
  };
  beside(pane: Element): number;
  answers: {
    answersIn(node: Element): readonly Element[];
    besideIn(node: Element): Element[];
    boxOf(node: Element): KeepsakeBox;
    hasOwnWords(node: Element): boolean;
    isComment(node: Element): boolean;
    withAnswers(node: Element): Element[];
  };
  marks: {
    isItem(node: Element, rule: KeepsakeRows): boolean;
    marked(all: Element[]): KeepsakeChoice[];
  };
  family: {
    areMessages(family: Element[]): boolean;
    hasGround(node: Element): boolean;
    kindsIn(group: KeepsakeGroup): { name: string; families: Element[][] }[];
  };
  shape: {
    isInline(node: Element): boolean;
    isStrip(node: Element): boolean;
    lookOf(node: Element): string;
    outsideStrips(all: Element[]): Element[];
    blocksIn(pane: Element, box: KeepsakeBox): Element[];
    byShape(all: Element[]): Map<string, KeepsakeGroup>;
    heapIn(set: Element[], lines: KeepsakeLine[], pane: Element): number;
    linesOf(all: Element[]): KeepsakeLine[];
    membersOf(
      groups: Map<string, KeepsakeGroup>,
      outer: string,
      lines: KeepsakeLine[],
      pane: Element,
    ): string;
    wordShare(set: Element[], lines: KeepsakeLine[], pane: Element): number;
  };
  columns: {
    namesWriter(head: string): boolean;
    writerOf(row: Element): { name: string; element: Element | null } | null;
  };
  ruled: {
    authorOf(run: Node[], text: string): string;
    holderIn(pane: Element, all: Element[]): Element | null;
    runsOf(
      holder: Element,
    ): { run: Node[]; post: boolean; parts: KeepsakeLogLine["parts"]; text: string }[];
    timeOf(text: string, author: string): string;
  };
  log: {
    beginOf(text: string): { author: string; time_shown: string } | null;
    logIn(pane: Element, all: Element[]): Element | null;
    linesNear(
      log: Element,
      pane: KeepsakeBox,
    ): { node: KeepsakeNode; box: KeepsakeBox; divider: boolean }[];
    readLine(line: KeepsakeLogLine): KeepsakeContent;
  };
  rows: {
    detectRows(pane: Element, known: string): KeepsakeRows;
    pickRows(pane: Element, rule: KeepsakeRows, box: KeepsakeBox): Element[];
    near(box: KeepsakeBox, pane: KeepsakeBox, margin: number): boolean;
  };
  words: {
    isUnseen(element: Element, style?: CSSStyleDeclaration): boolean;
    paintedOn(element: Element): string;
    label(node: Element): string;
    wordsOf(node: Element, without: Set<Element>): string;
  };
  leads: {
    ON: RegExp;
    BACK: RegExp;
    ON_WITH: RegExp;
    BACK_WITH: RegExp;
    THING: RegExp;
    BETWEEN: RegExp;
  };
  offered(
    pane: Element,
    view: KeepsakeBox,
    there: { node: KeepsakeNode; box: KeepsakeBox; divider: boolean }[],
    edges: { top: boolean; bottom: boolean; conversation: boolean },
  ): { above: boolean; below: boolean };
  paging: {
    PRESSED: string;
    hasNext(): boolean;
    isPageNumber(node: Element): boolean;
    isPart(said: string): boolean;
    nameOf(node: Element): string;
    pageNumber(said: string): number;
    wayIn(said: string): -1 | 0 | 1;
    wayOf(node: Element, said: string): -1 | 0 | 1;
  };
  more: {
    beyond(
      pane: Element,
      view: KeepsakeBox,
      items: KeepsakeBox[],
      edges: { top: boolean; bottom: boolean; conversation: boolean },
    ): { above: boolean; below: boolean };
    buttonsOf(item: Element, folded: Element[]): Element[];
    foldedIn(all: Element[]): Element[];
    hasFailed(node: Element): boolean;
    offers(node: Element): boolean;
    saysRest(node: Element): boolean;
    isWaiting(node: Element): boolean;
  };
  quotes: { outside(item: Element, all: Element[]): Element[] };
  tally: { talliesIn(all: Element[], heads: Element[]): Element[] };
  item: {
    idsOf(all: Element[]): KeepsakeId[];
    mediaOf(all: Element[]): KeepsakeMedia[];
    readItem(node: Element, idName: string): KeepsakeContent;
    statesOf(media: KeepsakeMedia[], view: KeepsakeBox): string[];
  };
  when: {
    timeOf(
      node: Element,
      all: Element[],
      writer: Element | null,
    ): { shown: string; where: Element | null; time: string; source: string };
    clockOf(shown: string): string;
    isDay(text: string): boolean;
    isTime(text: string): boolean;
  };
  lines: {
    firstOf(all: Element[]): Element | null;
    goesOn(line: Element, item: Element): boolean;
    isInitials(said: string, name: string): boolean;
    isKindOf(kind: string, kinds: Set<string>): boolean;
    isLine(node: Element): boolean;
    pastInitials(worded: Element[]): Element[];
    kindOf(line: Element, item: Element): string;
    linesOf(all: Element[]): Element[];
    madeAlike(kind: string, other: string): boolean;
    mayBeName(said: string): boolean;
    untimed(line: Element): string;
    timeIn(said: string): string;
    saysMore(all: Element[], first: Element): boolean;
    learn(items: Element[]): void;
    standsAlone(line: Element, item: Element): boolean;
  };
  habits: {
    beginOf(said: string): { author: string; time_shown: string } | null;
    isFurniture(node: Element): boolean;
    groupName(item: Element): string;
    isNote(item: Element, all: Element[]): boolean;
    learn(within: Element, all: Element[], about: { around: string; conversation: boolean }): void;
    nameIn(item: Element, all: Element[]): Element | null;
    tellsTime(line: Element, item: Element): boolean;
  };
  tails: {
    learn(
      items: Element[],
      leadOf: (item: Element, all: Element[]) => Element | null,
      known: { names: string[]; around: string },
    ): void;
    nameIn(item: Element, all: Element[]): { name: string; element: Element } | null;
    withSided(
      found: Map<string, Map<string, number>>,
      areNames: (values: Map<string, number>) => boolean,
    ): Set<string>;
  };
  author: {
    authorOf(
      node: Element,
      all: Element[],
    ): { name: string; element: Element | null; source?: string };
    headsOf(all: Element[]): Element[];
    namedBy(known: { authors?: string[]; heads?: string[] }): void;
  };
  apart: {
    LOADING: string;
    isDrawn(node: Element): boolean;
    isNoItem(node: Element): boolean;
    isNote(node: Element): boolean;
    isReceipt(said: string): boolean;
    isWaiting(node: Element): boolean;
    learn(items: Element[]): void;
  };
  stand: { standOf(node: Element, content: KeepsakeContent): KeepsakeStand | undefined };
  copy: {
    escapeText(text: string): string;
    escapeValue(text: string): string;
    whole(address: string, base: string): string;
    rulesOf(sheet: CSSStyleSheet): string | null;
    writtenOrMade(node: HTMLStyleElement): string;
    styleTag(css: string, media: string): string;
    Pictures: new (budget: number) => KeepsakePictures;
  };
  kept: {
    attributesOf(node: Element, pictures: KeepsakePictures): string;
    replacement(node: HTMLElement, pictures: KeepsakePictures): string;
    scrolledOf(root: Document | ShadowRoot, marks: Map<Element, string>): string;
  };
  pictures: {
    backgroundOf(element: Element): string;
    failed(address: string): boolean;
    inVain(elements: Element[]): void;
    isWaiting(element: Element, view: KeepsakeBox): boolean;
    pictureAt(at: number): void;
    stateOf(element: Element, medium: KeepsakeMedia, view: KeepsakeBox): string;
    waitingIn(items: KeepsakeNode[], view: KeepsakeBox): Element[];
  };
  lacking: {
    hasArrived(): boolean;
    lacking(): Element[];
    note(there: { node: KeepsakeNode; box: KeepsakeBox }[], pane: KeepsakeBox): void;
  };
  outside(): string[];
  look: {
    look(): KeepsakeLook;
    lookIn(pane: Element, conversation: boolean, known: string): KeepsakeRows;
    peek(): { places: Map<number, number>; texts: string[]; loading: boolean };
    printsOf(seen: KeepsakeLook): string[];
    stillThere(): { same: boolean; stayed: number[]; gone: number[] };
    takePending(): KeepsakeLook[];
    unwatch(): void;
    state: KeepsakeLooking;
  };
  walk: {
    advance(order: {
      way: 1 | -1;
      past: boolean;
      most: number;
      atLeast: number;
    }): Promise<KeepsakeStep>;
    again(order: {
      way: 1 | -1;
      most: number;
    }): Promise<{ changes: KeepsakeLook[]; now: KeepsakeLook; shared: boolean }>;
    jump(order: {
      way: 1 | -1;
      most: number;
    }): Promise<{ changes: KeepsakeLook[]; now: KeepsakeLook; shared: boolean; edge: boolean }>;
  };
  waitForMore(order: { way: 1 | -1; ms: number; nudge: boolean; stuck?: boolean }): Promise<{
    changes: KeepsakeLook[];
    grown: boolean;
    restless: boolean;
    loading: boolean;
    away: boolean;
  }>;
  home: {
    asked(): void;
    leave(): void;
    putBack(): Promise<{ changes: KeepsakeLook[]; now: KeepsakeLook; put_back: boolean }>;
    remember(found: KeepsakePane, now: KeepsakeLook): void;
    wasHidden(): boolean;
  };
  rest: {
    pause(ms: number): Promise<void>;
    frame(): Promise<void>;
    scrollBy(pane: Element, by: number): void;
    settle(pane: Element, most: number, atLeast?: number): Promise<void>;
  };
  reach: {
    freePart(pane: Element): KeepsakeFree;
    cutOff(now: KeepsakeLook, free: KeepsakeFree, way: 1 | -1): KeepsakeRow[];
    stepSize(cut: KeepsakeRow[], free: KeepsakeFree, way: 1 | -1): number;
    overshoot(cut: KeepsakeRow[], now: KeepsakeLook, free: KeepsakeFree, way: 1 | -1): number;
  };
  seek(order: {
    prints: string[];
    way: 1 | -1;
    most: number;
  }): Promise<{ found: boolean; edge: boolean; now: KeepsakeLook | null }>;
  near: {
    state: KeepsakeLooking;
    serialOf(node: KeepsakeNode): number;
    isVisible(box: KeepsakeBox, pane: KeepsakeBox): boolean;
    nodesNear(pane: KeepsakeBox): { node: KeepsakeNode; box: KeepsakeBox; divider: boolean }[];
    findLog(): void;
    headOf(pane?: KeepsakeBox): string;
    isLoading(
      pane: KeepsakeBox,
      nodes: { node: KeepsakeNode; box: KeepsakeBox; divider: boolean }[],
    ): boolean;
  };
  data: {
    pageData(): { root: unknown; at: string }[];
    parsed(text: string): unknown;
  };
  ids: {
    idsInData(conversation: boolean): {
      ids: { name: string; value: string; where: string; of: string; at: string }[];
      messages: KeepsakeSaid[];
    };
  };
  frames: { framesInView(): KeepsakeFrame[] };
  signs: { asksPassword(): boolean; signs(): KeepsakeSigns };
  snapshot(order: { budget: number }): {
    html: string;
    inlined: number;
    named: number;
    cut: boolean;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the caller names the question, see capture/types.js
  ask: Record<string, (order: any) => unknown>;
}

/** The part of a pane that nothing covers, in the tab's viewport. */
interface KeepsakeFree {
  top: number;
  bottom: number;
  height: number;
}

interface KeepsakePictures {
  inlined: number;
  named: number;
  read(node: HTMLImageElement | HTMLCanvasElement | HTMLVideoElement, address: string): string;
}

interface KeepsakeStep {
  changes: KeepsakeLook[];
  now: KeepsakeLook;
  shared: boolean;
  moved: boolean;
  edge: boolean;
}

declare var keepsakePage: KeepsakePage;
