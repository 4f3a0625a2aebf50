// SPDX-License-Identifier: MIT
import { setTimeout as delay } from 'node:timers/promises';

// How long a group of tests may take: nothing hangs for ever, and a busy machine is not a fault.
export const LIMIT_MS = 300_000;

// Waits until `condition()` holds (it may be async); fails after `limit` ms, saying what was waited for.
export async function until(condition, what, limit = 60_000) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain: ${what}`);
    await delay(10);
  }
}
