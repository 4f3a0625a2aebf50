// SPDX-License-Identifier: MIT
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Formats, type Language, makeFormats } from '@/lib/format';
import { type Dictionary, en } from '@/lib/i18n/en';
import { fr } from '@/lib/i18n/fr';
import { remember } from '@/lib/storage';

export const DICTIONARIES: Record<Language, Dictionary> = { en, fr };

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

export function LanguageProvider({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, setLanguage] = useState<Language>(initial ?? initialLanguage);
  const words = useMemo(
    () => ({
      language,
      setLanguage(chosen: Language) {
        remember('language', chosen);
        setLanguage(chosen);
      },
      t: DICTIONARIES[language],
      formats: makeFormats(language),
    }),
    [language],
  );
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${words.t.title} · LLM Cost Tracker`;
  }, [language, words]);
  return <Context.Provider value={words}>{children}</Context.Provider>;
}

export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('useWords needs a LanguageProvider');
  return words;
}
