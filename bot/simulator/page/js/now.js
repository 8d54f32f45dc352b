// The workspace's time, ticking here between two answers of the simulator.

import { page } from "./state.js";

let reading = null; // {now, rate, version} as last heard, and when it was heard
let heardAt = 0;

// Takes what the clock shows, wherever it was read.
export function hear(clock) {
  if (reading && reading.now === clock.now && reading.rate === clock.rate) return;
  reading = clock;
  heardAt = performance.now();
}

export function now() {
  const shown = reading ?? page.seen.clock;
  const passed = shown.rate ? (performance.now() - heardAt) * shown.rate : 0;
  return new Date(Date.parse(shown.now) + passed);
}

export const ticking = () => Boolean(reading?.rate);
