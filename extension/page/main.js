/// <reference path="../types.d.ts" />
"use strict";
// What the extension asks of the page, and nothing else. Injected last.
{
  const page = globalThis.keepsakePage;
  const {
    anew,
    author,
    beside,
    dom,
    find,
    frames,
    home,
    ids,
    lacking,
    look: looking,
    near,
    outside,
    pictures,
    seek,
    signs,
    snapshot,
    waitForMore,
    walk,
  } = page;

  /** @type {KeepsakeHint} by which the pane was found */
  let sought = { conversation: false };

  /**
   * Finds the pane and takes the first look. Moves nothing.
   * @param {KeepsakeHint} hint
   */
  function start(hint) {
    sought = hint;
    pictures.pictureAt(hint.clicked ?? 0);
    author.namedBy(hint);
    const found = find.findPane(hint);
    const rule = looking.lookIn(found.element, found.direction === "up", hint.rows ?? "");
    const now = looking.look();
    pictures.pictureAt(0);
    home.remember(found, now);
    anchorHere(now);
    const isRoot = found.element === document.scrollingElement;
    return {
      pane: {
        kind: isRoot ? "document" : "element",
        label: dom.labelOf(found.element),
        direction: found.direction,
        box: found.box,
        scroll_before: Math.round(found.at.top),
        scrollable: found.at.most > 4 || !now.top || !now.bottom,
      },
      closed: found.closed,
      columns: beside(found.element),
      rule,
      now,
      page: aboutPage(),
      ...carried(hint.conversation),
      signs: signs.signs(),
      ...measure(),
    };
  }

  /**
   * Where in the page the last picture was taken: what the next step must still show a part of.
   * @param {KeepsakeLook} now
   */
  function anchorHere(now) {
    looking.state.anchor = looking.printsOf(now);
    looking.state.anchored = new Set(looking.state.places.keys());
    rememberEnd();
  }

  function rememberEnd() {
    const { most, top } = find.positionOf(looking.state.pane);
    looking.state.fromEnd = most - top;
    looking.state.fromTop = top;
  }

  /**
   * Data that cannot be read as expected costs the ids, never the capture.
   * @param {boolean} conversation
   */
  function carried(conversation) {
    try {
      return ids.idsInData(conversation);
    } catch {
      return { ids: [], messages: [] };
    }
  }

  function aboutPage() {
    const canonical = document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "";
    return {
      document_url: document.URL,
      title: document.title,
      language: document.documentElement.lang,
      referrer: document.referrer,
      canonical,
      content_type: document.contentType,
      viewport: { width: innerWidth, height: innerHeight },
      device_pixel_ratio: devicePixelRatio,
      focused: document.hasFocus(),
    };
  }

  /**
   * After a picture: the place it shows becomes the place to go on from, where that place is known.
   * @returns {{same: boolean, hidden: boolean, focused: boolean, viewport: {width: number, height: number}, scale: number,
   *   address: string, head: string, attached: boolean, made: number, prints: string[], gone: number[], frames: KeepsakeFrame[], late: boolean,
   *   outside: string[], password: boolean}} hidden: the page was out of sight at some
   *   time since the last picture; gone: items whose place on it is not known
   */
  function pictured() {
    const hidden = home.wasHidden();
    const { same, stayed, gone } = looking.stillThere();
    if (same && !hidden) {
      const prints = stayed.map((serial) => looking.state.told.get(serial)?.print ?? "");
      looking.state.anchor = prints.filter(Boolean);
      looking.state.anchored = new Set(stayed);
      rememberEnd();
    }
    const viewport = { width: innerWidth, height: innerHeight };
    return {
      same,
      hidden,
      focused: document.hasFocus(),
      viewport,
      scale: devicePixelRatio,
      address: location.href,
      head: near.headOf(),
      attached: looking.state.pane.isConnected,
      made: looking.state.made,
      prints: looking.state.anchor ?? [],
      gone,
      frames: frames.framesInView(),
      late: lacking.hasArrived(),
      outside: outside(),
      password: signs.asksPassword(),
    };
  }

  /** @returns {{words: number}} how much text the page holds, characters */
  function measure() {
    return { words: document.documentElement.textContent?.length ?? 0 };
  }

  function finish() {
    home.leave();
    return { signs: signs.signs() };
  }

  /**
   * @template {object} Order
   * @template {{now?: KeepsakeLook | null, changes?: KeepsakeLook[]}} Told
   * @param {(order: Order) => Promise<Told>} answer
   * @returns {(order: Order) => Promise<Told>}
   */
  function inPane(answer) {
    return (order) => anew.inPane(answer, order, sought);
  }

  /** A sign that the extension is still there. */
  function alive() {
    return {};
  }

  const questions = {
    start,
    alive,
    pictured,
    putBack: inPane(home.putBack),
    finish,
    measure,
    snapshot,
    advance: inPane(walk.advance),
    again: inPane(walk.again),
    jump: inPane(walk.jump),
    waitForMore: inPane(waitForMore),
    seek: inPane(seek),
  };

  /** @type {KeepsakePage["ask"]} */
  const ask = {};
  for (const [name, answer] of Object.entries(questions)) {
    ask[name] = (order) => {
      home.asked();
      return answer(order);
    };
  }
  globalThis.keepsakePage.ask = ask;
}
