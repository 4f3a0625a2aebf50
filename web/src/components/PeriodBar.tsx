// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { DateField } from '@/components/ui/DateField';
import { Icon } from '@/components/ui/Icon';
import { Segments } from '@/components/ui/Segments';
import { useShortcut } from '@/components/ui/Shortcuts';
import { addDays, checkRange, type Day, FIRST_DAY, MAX_FUTURE_DAYS, PERIODS, today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';
import { periodName } from '@/lib/periodName';
import { type Days, daysOf, LAST_DAYS, type Range, stepRange } from '@/lib/periods';

interface Props {
  range: Range;
  onChange(range: Range): void;
}

/** Calendar periods to date, the last days, a step back and on, or any two days. */
export function PeriodBar({ range, onChange }: Props) {
  const { t, formats } = useWords();
  const now = today();
  useShortcut('week', () => onChange({ period: 'week' }));
  useShortcut('month', () => onChange({ period: 'month' }));
  useShortcut('year', () => onChange({ period: 'year' }));
  return (
    <div className="mt-3.5 grid grid-cols-2 items-start gap-x-3 gap-y-3.5 md:flex md:flex-wrap">
      <Segments
        className="col-span-2 md:min-w-max md:flex-1"
        label={t.period}
        name="period"
        options={PERIODS.map((value) => ({ value, text: t[value] }))}
        value={'period' in range ? range.period : null}
        onChange={(period) => onChange({ period })}
      />
      <Segments
        className="col-span-2 md:min-w-max md:flex-1"
        label={t.lastDaysLegend}
        name="last"
        options={LAST_DAYS.map((value) => ({
          value,
          text: t.lastDays(formats.count(value)),
          long: t.lastDaysLong(formats.count(value)),
        }))}
        value={'last' in range ? range.last : null}
        onChange={(last) => onChange({ last })}
      />
      <Steps range={range} onChange={onChange} now={now} />
      <DateFields days={daysOf(range, now)} onChange={onChange} now={now} />
    </div>
  );
}

function Steps({ range, onChange, now }: Props & { now: Day }) {
  const { t, formats } = useWords();
  const previous = stepRange(range, -1, now);
  const next = stepRange(range, 1, now);
  const choose = (one: Range | null) => one !== null && onChange(one);
  const previousKeys = useShortcut('previous', () => choose(previous));
  const nextKeys = useShortcut('next', () => choose(next));
  const step = (to: Range | null, name: string, icon: 'left' | 'right', keys: string | undefined) => {
    const title = to ? t.problemOf(name, periodName(to, now, t, formats)) : name;
    return (
      <Button
        aria-label={title}
        title={title}
        className="px-0! md:pointer-fine:min-w-10"
        // Stays where it is for the keyboard, whether there is a next period or not.
        aria-disabled={to === null}
        aria-keyshortcuts={keys}
        onClick={() => choose(to)}
      >
        <Icon name={icon} />
      </Button>
    );
  };
  return (
    <div className="col-span-2 flex items-center gap-1 md:mt-[23px]">
      {step(previous, t.previousStep, 'left', previousKeys)}
      <span className="min-w-36 flex-1 px-1 text-center md:max-xl:max-w-36 md:max-xl:leading-tight font-medium tabular-nums first-letter:uppercase">
        {periodName(range, now, t, formats)}
      </span>
      {step(next, t.nextStep, 'right', nextKeys)}
    </div>
  );
}

function DateFields({ days, onChange, now }: { days: Days; onChange(range: Range): void; now: Day }) {
  const { t, formats } = useWords();
  const { from, to } = days;
  // A day that does not go with the other one is kept here, with the reason, until it does.
  const [pending, setPending] = useState<{ from: Day; to: Day; key: string } | null>(null);
  const key = `${from} ${to}`;
  const shown = pending?.key === key ? pending : { from, to };
  const problem = checkRange(shown.from, shown.to, now);

  const choose = (next: Days) => {
    if (checkRange(next.from, next.to, now)) return setPending({ ...next, key });
    setPending(null);
    onChange(next);
  };

  const last = addDays(now, MAX_FUTURE_DAYS);
  const isOut = (day: Day) => day < FIRST_DAY || day > last;
  const outOfRange = t.dateOutOfRange(formats.day(FIRST_DAY), formats.day(last));
  const fromError = isOut(shown.from) ? outOfRange : null;
  const toError = isOut(shown.to)
    ? outOfRange
    : problem === 'end_before_start'
      ? t.dateEndBeforeStart
      : problem === 'too_long'
        ? t.dateTooLong
        : null;

  return (
    <>
      <div className="max-[22rem]:col-span-2 md:w-40">
        <DateField
          label={t.from}
          value={shown.from}
          error={fromError}
          onChange={(day) => choose({ from: day, to: shown.to })}
        />
      </div>
      <div className="max-[22rem]:col-span-2 md:w-40">
        <DateField
          label={t.to}
          value={shown.to}
          error={toError}
          onChange={(day) => choose({ from: shown.from, to: day })}
        />
      </div>
    </>
  );
}
