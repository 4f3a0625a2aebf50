// SPDX-License-Identifier: MIT
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import { Icon } from '@/components/ui/Icon';
import { addMonths, isSameMonth, moveBy, weeksOf } from '@/lib/calendar';
import { cn } from '@/lib/cn';
import { addDays, type Day, FIRST_DAY, today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';

export interface CalendarProps {
  label: string;
  value: Day;
  at: { left: number; top: number };
  onChoose(day: Day): void;
  onClose(): void;
}

/** A Monday. */
const MONDAY: Day = '2026-11-16';

/** A month to choose a day from: the date picker dialog of the ARIA Authoring Practices Guide. */
export function Calendar({ label, value, at, onChoose, onClose }: CalendarProps) {
  const { t, formats } = useWords();
  const now = today();
  const isOpen = (day: Day) => day >= FIRST_DAY && day <= now;
  const inside = (day: Day) => (day < FIRST_DAY ? FIRST_DAY : day > now ? now : day);
  const [day, setDay] = useState(inside(value));
  const grid = useRef<HTMLTableElement>(null);
  const takesFocus = useRef(true);

  useLayoutEffect(() => {
    if (takesFocus.current) grid.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
    takesFocus.current = false;
  }, [day]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveBy(event.key, event.shiftKey, day);
    if (next === null) return;
    event.preventDefault();
    takesFocus.current = true;
    setDay(inside(next));
  };

  const turn = (months: number, name: string, icon: 'left' | 'right') => (
    <Button
      variant="bare"
      aria-label={name}
      title={name}
      className="px-0!"
      aria-disabled={inside(addMonths(day, months)) === day}
      onClick={() => setDay(inside(addMonths(day, months)))}
    >
      <Icon name={icon} />
      {Math.abs(months) > 1 && <Icon name={icon} className="-ml-4" />}
    </Button>
  );

  return (
    <Dialog label={label} at={at} onClose={onClose}>
      <div className="flex items-center">
        {turn(-12, t.previousYear, 'left')}
        {turn(-1, t.previousMonth, 'left')}
        <h2 id="calendar-month" aria-live="polite" className="flex-1 text-center font-medium first-letter:uppercase">
          {formats.period({ from: `${day.slice(0, 8)}01`, to: addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1) })}
        </h2>
        {turn(1, t.nextMonth, 'right')}
        {turn(12, t.nextYear, 'right')}
      </div>
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are chosen is a grid
        role="grid"
        aria-labelledby="calendar-month"
        className="mt-1 border-collapse"
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            {Array.from({ length: 7 }, (_, index) => addDays(MONDAY, index)).map((weekday) => (
              <th
                key={weekday}
                scope="col"
                abbr={formats.weekday(weekday)}
                className="size-10 font-normal text-muted text-xs"
              >
                {formats.shortWeekday(weekday)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(day).map((week, row) => (
            <tr key={row}>
              {week.map((one, column) =>
                one === null ? (
                  <td key={column} />
                ) : (
                  <td key={column} className="p-0">
                    <button
                      type="button"
                      data-day={one}
                      tabIndex={one === day ? 0 : -1}
                      aria-label={formats.longDay(one)}
                      aria-pressed={one === value}
                      aria-current={one === now ? 'date' : undefined}
                      disabled={!isOpen(one)}
                      className={cn(
                        'size-10 rounded-control tabular-nums disabled:text-muted disabled:opacity-60',
                        one === value ? 'bg-accent font-medium text-on-accent' : 'enabled:hover:bg-sunken',
                        one === now && 'border border-line-strong',
                      )}
                      onClick={() => onChoose(one)}
                    >
                      {Number(one.slice(8))}
                    </button>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-2 flex justify-between gap-2">
        <Button
          variant="bare"
          onClick={() => {
            takesFocus.current = true;
            if (isSameMonth(day, now)) onChoose(now);
            else setDay(now);
          }}
        >
          {t.today}
        </Button>
        <Button onClick={onClose}>{t.close}</Button>
      </div>
    </Dialog>
  );
}
