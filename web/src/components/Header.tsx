// SPDX-License-Identifier: MIT
import { useAnnounce } from '@/components/ui/Announcer';
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { useShortcut, useShortcutSheet } from '@/components/ui/Shortcuts';
import { useDensity } from '@/lib/density';
import { useWords } from '@/lib/i18n/language';
import { type Theme, useTheme } from '@/lib/theme';

export function Header() {
  const { t, language, setLanguage } = useWords();
  const [theme, setTheme] = useTheme();
  const other = language === 'fr' ? 'en' : 'fr';
  const [density, setDensity] = useDensity();
  const rows = density === 'compact' ? t.rowsCompact : t.rowsComfortable;
  const announce = useAnnounce();
  const openSheet = useShortcutSheet();
  const nameOf = (one: Theme) => (one === 'light' ? t.themeLight : one === 'dark' ? t.themeDark : t.themeSystem);
  const name = nameOf(theme);
  const next = theme === null ? 'light' : theme === 'light' ? 'dark' : null;
  const themeKey = useShortcut('theme', () => {
    setTheme(next);
    announce(nameOf(next));
  });
  return (
    <header className="print:hidden border-line border-b bg-surface">
      <a
        href="#content"
        className="sr-only z-30 rounded-control bg-accent px-4 py-3 text-on-accent focus:not-sr-only focus:absolute focus:m-2"
      >
        {t.skipToContent}
      </a>
      <div className="mx-auto flex h-14 max-w-[1136px] items-center gap-2.5 px-4">
        <Logo />
        <span className="font-semibold text-base">{t.appName}</span>
        <span className="flex-1" />
        <Button
          variant="bare"
          lang={other}
          aria-label={`${other.toUpperCase()} – ${t.switchLanguage}`}
          title={t.switchLanguage}
          onClick={() => setLanguage(other)}
        >
          {other.toUpperCase()}
        </Button>
        <Button
          variant="bare"
          aria-label={name}
          title={name}
          aria-keyshortcuts={themeKey}
          onClick={() => setTheme(next)}
        >
          <Icon name={theme === 'light' ? 'sun' : theme === 'dark' ? 'moon' : 'system'} />
        </Button>
        <Button
          variant="bare"
          aria-label={rows}
          title={rows}
          className="max-sm:hidden"
          onClick={() => setDensity(density === 'compact' ? 'comfortable' : 'compact')}
        >
          <Icon name={density === 'compact' ? 'rowsCompact' : 'rows'} />
        </Button>
        <Button
          variant="bare"
          aria-label={t.shortcuts}
          title={t.shortcuts}
          aria-haspopup="dialog"
          className="max-sm:hidden"
          onClick={openSheet}
        >
          <Icon name="keyboard" />
        </Button>
      </div>
    </header>
  );
}

function Logo() {
  return (
    <span className="keep-colour inline-flex size-7 items-center justify-center rounded-control bg-accent text-on-accent">
      <Icon name="bars" />
    </span>
  );
}
