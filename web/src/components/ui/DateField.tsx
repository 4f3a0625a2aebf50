// SPDX-License-Identifier: MIT
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { CalendarProps } from '@/components/ui/Calendar';
import { Icon } from '@/components/ui/Icon';
import { lazily } from '@/components/ui/lazily';
import { cn } from '@/lib/cn';
import { type Day, parseDay, writeDay } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';

const Calendar = lazily<CalendarProps>(() => import('@/components/ui/Calendar').then((module) => module.Calendar));
const CALENDAR_SIZE = { width: 314, height: 420 };

interface Props {
  label: string;
  value: Day;
  /** What is wrong with the day as it stands beside the other one. */
  error: string | null;
  onChange(day: Day): void;
}

/** A day written in the order of the page's language; taken over on Enter and when the field is left. */
export function DateField({ label, value, error, onChange }: Props) {
  const { t, formats } = useWords();
  const written = writeDay(value, formats.dateOrder);
  const [text, setText] = useState(written);
  const [isBad, setIsBad] = useState(false);
  const [calendar, setCalendar] = useState<CalendarProps['at'] | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();

  // Only when the day changes: what is being written when the page has just been shown stays. At once: what is written
  // right after stays too.
  const shown = useRef(written);
  useLayoutEffect(() => {
    if (shown.current === written) return;
    shown.current = written;
    setText(written);
    setIsBad(false);
  }, [written]);

  // The field's own text: the state may be one key behind when Enter follows at once.
  const take = (text: string) => {
    const day = parseDay(text, formats.dateOrder);
    setIsBad(day === null);
    if (day === null) return;
    setText(writeDay(day, formats.dateOrder));
    if (day !== value) onChange(day);
  };

  // Under the field, and inside the window.
  const openCalendar = () => {
    const { left = 0, bottom = 0 } = frame.current?.getBoundingClientRect() ?? {};
    setCalendar({
      left: Math.max(3, Math.min(left, document.documentElement.clientWidth - CALENDAR_SIZE.width)),
      top: Math.max(3, Math.min(bottom + 6, window.innerHeight - CALENDAR_SIZE.height)),
    });
  };

  const problem = isBad ? t.dateInvalid : error;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block text-muted text-xs">
        {label}
      </label>
      <div ref={frame} className="relative">
        <input
          id={id}
          type="text"
          inputMode="numeric"
          autoComplete="off"
          spellCheck={false}
          placeholder={t.datePlaceholder}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-hint ${id}-problem` : `${id}-hint`}
          className={cn('control w-full pr-11 pl-3 tabular-nums', problem !== null && 'border-danger')}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={(event) => take(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
        />
        <button
          type="button"
          aria-haspopup="dialog"
          aria-label={t.chooseDate(label, formats.day(value))}
          className="absolute inset-y-0 right-0 flex w-11 items-center justify-center rounded-control text-muted hover:text-ink"
          onClick={openCalendar}
        >
          <Icon name="calendar" />
        </button>
      </div>
      {calendar && (
        <Calendar
          label={t.chooseDate(label, formats.day(value))}
          value={value}
          at={calendar}
          onClose={() => setCalendar(null)}
          onChoose={(day) => {
            setCalendar(null);
            setIsBad(false);
            setText(writeDay(day, formats.dateOrder));
            if (day !== value) onChange(day);
          }}
        />
      )}
      <span id={`${id}-hint`} className="sr-only">
        {t.dateHint}
      </span>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-danger text-xs">
          {problem}
        </p>
      )}
    </div>
  );
}
