// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { type Press, SHORTCUTS, shortcutOf } from '@/lib/shortcuts';

const press = (key: string, rest: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...rest,
});

describe('a key', () => {
  it('means its shortcut', () => {
    expect(shortcutOf(press('w'))).toBe('week');
    expect(shortcutOf(press('['))).toBe('previous');
    expect(shortcutOf(press('p'))).toBe('previous');
    expect(shortcutOf(press('x'))).toBeNull();
    expect(shortcutOf(press('Tab'))).toBeNull();
  });

  it('means it with the shift lock, and signs with the shift key', () => {
    expect(shortcutOf(press('W'))).toBe('week');
    expect(shortcutOf(press('/', { shiftKey: true }))).toBe('filter');
    expect(shortcutOf(press('?', { shiftKey: true }))).toBe('help');
  });

  it('is left to the browser with another key held, when held down, and while a sign is being composed', () => {
    const others = ['ctrlKey', 'metaKey', 'altKey', 'repeat', 'isComposing'] as const;
    for (const held of others) expect(shortcutOf(press('r', { [held]: true })), held).toBeNull();
    expect(shortcutOf(press('R', { shiftKey: true }))).toBeNull();
  });

  it('is that of one shortcut alone', () => {
    const keys = Object.values(SHORTCUTS).flat();
    expect(new Set(keys).size).toBe(keys.length);
  });
});
