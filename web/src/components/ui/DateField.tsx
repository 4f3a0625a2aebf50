// SPDX-License-Identifier: MIT
import { useEffect, useId, useState } from 'react';
import { cn } from '@/lib/cn';
import { type Day, parseDay, writeDay } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';

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
  const id = useId();

  useEffect(() => {
    setText(written);
    setIsBad(false);
  }, [written]);

  const take = () => {
    const day = parseDay(text, formats.dateOrder);
    setIsBad(day === null);
    if (day === null) return;
    setText(writeDay(day, formats.dateOrder));
    if (day !== value) onChange(day);
  };

  const problem = isBad ? t.dateInvalid : error;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block text-muted text-xs">
        {label}
      </label>
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
        className={cn('control w-full px-3 tabular-nums', problem !== null && 'border-danger')}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
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
