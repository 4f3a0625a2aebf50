// SPDX-License-Identifier: MIT
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { type Formats, type Language, makeFormats } from '@/lib/format';
import type { Dictionary } from '@/lib/i18n/en';
import { remember } from '@/lib/storage';

/** Only the words of the language that is read are loaded. */
const DICTIONARIES: Record<Language, () => Promise<Dictionary>> = {
  en: () => import('@/lib/i18n/en').then(({ en }) => en),
  fr: () => import('@/lib/i18n/fr').then(({ fr }) => fr),
};

export interface Spoken {
  language: Language;
  t: Dictionary;
}

export async function loadLanguage(language: Language = initialLanguage()): Promise<Spoken> {
  return { language, t: await DICTIONARIES[language]() };
}

interface Words {
  language: Language;
  setLanguage(language: Language): void;
  t: Dictionary;
  formats: Formats;
}

const Context = createContext<Words | null>(null);

/** The language stands on <html>, where boot.js put the reader's choice or else the browser's. */
function initialLanguage(): Language {
  return document.documentElement.lang === 'fr' ? 'fr' : 'en';
}

export function LanguageProvider({ children, initial }: { children: ReactNode; initial: Spoken }) {
  const [spoken, setSpoken] = useState(initial);
  const words = useMemo(
    () => ({
      ...spoken,
      setLanguage(chosen: Language) {
        remember('language', chosen);
        // Without an answer from the server the page stays in the language it has.
        loadLanguage(chosen).then(setSpoken, () => {});
      },
      formats: makeFormats(spoken.language),
    }),
    [spoken],
  );
  // With the words: who reads aloud must not read them in the other language.
  useLayoutEffect(() => {
    document.documentElement.lang = words.language;
  }, [words]);
  return <Context.Provider value={words}>{children}</Context.Provider>;
}

export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('useWords needs a LanguageProvider');
  return words;
}
