/** Notices that time jumped: the computer slept, everything was stopped, or its clock was set. */

const TICK_MS = 1000;
const JUMP_MS = 8000;

/**
 * @param {{date: () => Date, every: (ms: number, run: () => void) => () => void}} clock
 * @param {() => void} jumped called after each jump
 * @returns {() => void} ends it
 */
export function watchTime(clock, jumped) {
  let last = clock.date().getTime();
  return clock.every(TICK_MS, () => {
    const now = clock.date().getTime();
    if (Math.abs(now - last - TICK_MS) > JUMP_MS) jumped();
    last = now;
  });
}
