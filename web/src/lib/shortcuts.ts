// SPDX-License-Identifier: MIT
// The page's keyboard shortcuts: single keys, so they rest while something is being written, and can be switched off.

/** What each does, and its keys. `p` and `n` are there for keyboards whose brackets take several keys. */
export const SHORTCUTS = {
  week: ['w'],
  month: ['m'],
  year: ['y'],
  previous: ['p', '['],
  next: ['n', ']'],
  refresh: ['r'],
  filter: ['/'],
  theme: ['t'],
  help: ['?'],
} as const satisfies Record<string, readonly string[]>;

export type Shortcut = keyof typeof SHORTCUTS;

const NAMES = Object.keys(SHORTCUTS) as Shortcut[];

export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat'> & {
  isComposing?: boolean;
};

/** The shortcut that a key press means; null when it means none. */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing }: Press): Shortcut | null {
  if (ctrlKey || metaKey || altKey || repeat || isComposing) return null;
  // A sign may need the shift key, a letter may not.
  const isLetter = /^[a-z]$/i.test(key);
  if (isLetter && shiftKey) return null;
  const pressed = isLetter ? key.toLowerCase() : key;
  return NAMES.find((name) => (SHORTCUTS[name] as readonly string[]).includes(pressed)) ?? null;
}

const SILENT_INPUTS = new Set(['radio', 'checkbox', 'button', 'submit', 'reset']);

/** Whether letters go into the element: a field, or a list that is searched by typing. */
export function takesKeys(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) return !SILENT_INPUTS.has(element.type);
  return (
    element.isContentEditable || element.matches('textarea, select, [role=combobox], [role=textbox], [role=listbox]')
  );
}
