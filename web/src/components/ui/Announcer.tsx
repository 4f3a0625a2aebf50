// SPDX-License-Identifier: MIT
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const Context = createContext<(text: string) => void>(() => {});

/** The page's one polite live region. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  // A no-break space more or less makes the same words news again.
  const announce = useCallback((next: string) => setText((last) => (last === next ? `${next}\u00a0` : next)), []);
  return (
    <Context.Provider value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only">
        {text}
      </div>
    </Context.Provider>
  );
}

export function useAnnounce(): (text: string) => void {
  return useContext(Context);
}
