// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { DateField } from '@/components/ui/DateField';
import { Icon } from '@/components/ui/Icon';
import { Segments } from '@/components/ui/Segments';
import { addDays, checkRange, type Day, FIRST_DAY, MAX_FUTURE_DAYS, PERIODS, today } from '@/lib/dates';
import { useWords } from '@/lib/i18n/language';
import { type Days, daysOf, LAST_DAYS, type Range, stepRange } from '@/lib/periods';

interface Props {
  range: Range;
  onChange(range: Range): void;
}

/** Calendar periods to date, the last days, a step back and on, or any two days. */
export function PeriodBar({ range, onChange }: Props) {
  const { t, formats } = useWords();
  const now = today();
  return (
    <div className="mt-3.5 grid grid-cols-2 items-start gap-x-3 gap-y-3.5 md:flex md:flex-wrap">
      <Segments
        className="col-span-2 md:flex-1"
        label={t.period}
        name="period"
        options={PERIODS.map((value) => ({ value, text: t[value] }))}
        value={'period' in range ? range.period : null}
        onChange={(period) => onChange({ period })}
      />
      <Segments
        className="col-span-2 md:flex-1"
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
  const step = (direction: -1 | 1, name: string) => {
    const next = stepRange(range, direction, now);
    const title = next ? t.problemOf(name, formats.period(daysOf(next, now))) : name;
    return (
      <Button
        aria-label={title}
        title={title}
        className="px-0! md:pointer-fine:min-w-10"
        // Stays where it is for the keyboard, whether there is a next period or not.
        aria-disabled={next === null}
        onClick={() => next && onChange(next)}
      >
        <Icon name={direction < 0 ? 'left' : 'right'} />
      </Button>
    );
  };
  return (
    <div className="col-span-2 flex items-center gap-1 md:mt-[23px]">
      {step(-1, t.previousStep)}
      <span className="min-w-36 flex-1 px-1 text-center font-medium tabular-nums first-letter:uppercase">
        {formats.period(daysOf(range, now))}
      </span>
      {step(1, t.nextStep)}
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
      <div className="md:w-40">
        <DateField
          label={t.from}
          value={shown.from}
          error={fromError}
          onChange={(day) => choose({ from: day, to: shown.to })}
        />
      </div>
      <div className="md:w-40">
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
