// SPDX-License-Identifier: MIT
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAnnounce } from '@/components/ui/Announcer';
import { lazily } from '@/components/ui/lazily';
import { useWords } from '@/lib/i18n/language';
import { SHORTCUTS, type Shortcut, shortcutOf, takesKeys } from '@/lib/shortcuts';
import { recall, remember } from '@/lib/storage';

const ShortcutSheet = lazily(() => import('@/components/ShortcutSheet').then((module) => module.ShortcutSheet));

/** What a shortcut does; false when there is nothing to do it with. */
type Run = () => unknown;

interface Shortcuts {
  isOn: boolean;
  actions: Map<Shortcut, Run>;
}

const Context = createContext<Shortcuts>({ isOn: false, actions: new Map() });

/** Listens to the keys, and shows the sheet that explains them. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const announce = useAnnounce();
  const [isOn, setIsOn] = useState(() => recall('shortcuts') !== 'off');
  const [isOpen, setIsOpen] = useState(false);
  const actions = useRef(new Map<Shortcut, Run>([['help', () => setIsOpen(true)]])).current;
  const shortcuts = useMemo(() => ({ isOn, actions }), [isOn, actions]);

  // Before the page is painted: who sees it may press a key at once.
  useLayoutEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (!shortcut || event.defaultPrevented || takesKeys(document.activeElement)) return;
      // A dialog has the keys for itself.
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      const run = actions.get(shortcut);
      if (!run || run() === false) announce(t.shortcutIdle);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [actions, announce, isOn, t]);

  return (
    <Context.Provider value={shortcuts}>
      {children}
      {isOpen && (
        <ShortcutSheet
          isOn={isOn}
          onSwitch={(next) => {
            setIsOn(next);
            remember('shortcuts', next ? null : 'off');
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </Context.Provider>
  );
}

/** Does `run` at the shortcut's key while the component is there. What it gives is for `aria-keyshortcuts`. */
export function useShortcut(shortcut: Shortcut, run: Run): string | undefined {
  const { isOn, actions } = useContext(Context);
  const latest = useRef(run);
  latest.current = run;
  useLayoutEffect(() => {
    const action = () => latest.current();
    actions.set(shortcut, action);
    return () => {
      if (actions.get(shortcut) === action) actions.delete(shortcut);
    };
  }, [actions, shortcut]);
  return isOn ? SHORTCUTS[shortcut].join(' ') : undefined;
}

/** Opens the sheet, whether the shortcuts are on or not. */
export function useShortcutSheet(): () => void {
  const { actions } = useContext(Context);
  return () => actions.get('help')?.();
}
