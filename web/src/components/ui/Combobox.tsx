// SPDX-License-Identifier: MIT
import ComboboxNav from '@github/combobox-nav';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { Icon } from '@/components/ui/Icon';
import { cn } from '@/lib/cn';
import { useWords } from '@/lib/i18n/language';
import { matches } from '@/lib/search';

export interface Choice {
  value: string;
  text: string;
}

export interface ComboboxProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  busy: boolean;
  onChange(value: string): void;
}

/** Listed at a time; typing brings the others. */
const MOST = 100;

/**
 * A choice out of many, found by typing: the editable combobox with a list of the ARIA Authoring Practices Guide. The
 * library has the keys of the list, this the list itself.
 */
export function Combobox({ label, value, choices, busy, onChange }: ComboboxProps) {
  const { t, formats } = useWords();
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  // null: nothing was typed yet, so everything is listed.
  const [query, setQuery] = useState<string | null>(null);
  const chosen = choices.find((one) => one.value === value)?.text ?? value;
  const found = useMemo(
    () => (query === null ? choices : choices.filter(({ text }) => matches(text, query))),
    [choices, query],
  );
  const listed = found.slice(0, MOST);

  const nav = useRef<ComboboxNav | null>(null);
  useEffect(() => {
    if (!input.current || !list.current) return;
    nav.current = new ComboboxNav(input.current, list.current, { tabInsertsSuggestions: false });
    return () => nav.current?.destroy();
  }, []);
  useEffect(() => {
    if (isOpen) nav.current?.start();
    else nav.current?.stop();
  }, [isOpen]);
  // What was typed has the first one found at hand: Enter takes it.
  useEffect(() => {
    if (!isOpen || query === null) return;
    nav.current?.clearSelection();
    if (query.trim() !== '' && found.length > 0) nav.current?.navigate(1);
  }, [isOpen, query, found]);

  const close = () => {
    setIsOpen(false);
    setQuery(null);
  };
  const choose = (next: string) => {
    close();
    if (next !== value) onChange(next);
  };

  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block text-muted text-xs">
        {label}
      </label>
      <div ref={frame} className="relative">
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-busy={busy}
          autoComplete="off"
          spellCheck={false}
          value={query ?? chosen}
          className="control w-full truncate pr-10 pl-3"
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => setIsOpen(true)}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setIsOpen(true);
          }}
          onBlur={close}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
            else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setIsOpen(true);
          }}
        />
        <Icon name="down" className="pointer-events-none absolute inset-y-0 right-3 my-auto rotate-45 text-muted" />
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          className={cn(
            'absolute inset-x-0 top-full z-20 mt-1 max-h-80 overflow-y-auto rounded-control border border-line-strong bg-surface p-1',
            !isOpen && 'hidden',
          )}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
        >
          {isOpen &&
            listed.map((one, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field clicks it
              // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names it
              <div
                key={one.value}
                id={`${id}-${index}`}
                role="option"
                className={cn(
                  'flex min-h-11 cursor-pointer items-center rounded-sm px-2.5 py-1 wrap-anywhere hover:bg-sunken aria-selected:bg-accent-soft pointer-fine:min-h-9',
                  one.value === value && 'font-medium',
                )}
                onClick={() => choose(one.value)}
              >
                {one.text}
              </div>
            ))}
        </div>
      </div>
      <p role="status" className={cn('mt-1 text-muted text-xs', !isOpen && 'sr-only')}>
        {isOpen &&
          (found.length > MOST
            ? t.listedOf(formats.count(MOST), formats.count(found.length))
            : t.foundCount(found.length, formats.count(found.length)))}
      </p>
    </div>
  );
}
