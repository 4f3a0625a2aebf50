// SPDX-License-Identifier: MIT
// Every number, amount and date shown is written here, by Intl.
import { addDays, type DateOrder, type Day, fromDay } from '@/lib/dates';
import { compare, type Decimal, isZero, round } from '@/lib/decimal';
import { type Days, type Range, unitOf, wholeUnit } from '@/lib/periods';

export type Language = 'en' | 'fr';

const LOCALES: Record<Language, string> = { en: 'en-US', fr: 'fr-FR' };

/** The narrow no-break space that French groups digits with is nearly invisible in Inter: a wider one. */
function widen(text: string): string {
  return text.replaceAll('\u202f', '\u00a0');
}

// Intl takes decimal digits as text and keeps every one of them; its types want a template literal.
const digits = (amount: Decimal) => amount as Intl.StringNumericLiteral;

export interface Formats {
  locale: string;
  dateOrder: DateOrder;
  /** Two decimals, or more when asked; what is not zero but would look like it is `< 0.01 $`. */
  money(amount: Decimal, decimals?: number): string;
  /** A rounded amount, in the same way: `< 0.01 $` when `exact` is not zero and its rounding is. */
  roundedMoney(rounded: Decimal, exact: Decimal, decimals?: number): string;
  /** With its sign: `+1.85 $`. */
  changeMoney(amount: Decimal): string;
  /** The same in two pieces, for the large total: `1 305` and `,06 $`. */
  moneyParts(amount: Decimal): { whole: string; after: string };
  /** Every digit there is. */
  exactMoney(amount: Decimal): string;
  /** In another currency (ISO 4217), with as many decimals as it has. */
  amount(amount: Decimal, currency: string): string;
  exactAmount(amount: Decimal, currency: string): string;
  /** What one unit of a currency is worth. */
  rate(usd: Decimal): string;
  /** For the axis: no decimals it does not need. */
  axisMoney(amount: number): string;
  count(value: number): string;
  /** 129.5K */
  shortCount(value: number): string;
  share(value: number): string;
  /** With its sign. */
  change(value: number): string;
  day(day: Day): string;
  shortDay(day: Day): string;
  longDay(day: Day): string;
  month(day: Day): string;
  weekday(day: Day): string;
  shortWeekday(day: Day): string;
  range(start: Day, end: Day): string;
  /** Two days of one year, which is told elsewhere. */
  shortRange(start: Day, end: Day): string;
  /** A whole month or year by its name, anything else by its days. */
  period(days: Days): string;
  /** A choice by its name: `November 2026` of a month that is not over too. */
  rangeName(range: Range, days: Days): string;
  time(instant: string): string;
  age(instant: string, now: Date): string;
  list(items: string[]): string;
  plural(count: number): Intl.LDMLPluralRule;
}

/** Makes it when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export function makeFormats(language: Language): Formats {
  const locale = LOCALES[language];
  const money = new Map<string, Intl.NumberFormat>();
  const currency = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  const styleOf = (code: string) =>
    code === 'USD' ? currency : ({ ...currency, currency: code, currencyDisplay: 'symbol' } as const);
  /** Without `decimals`: as many as the currency has. */
  const moneyFormat = (code: string, decimals?: number) => {
    const key = `${code} ${decimals}`;
    const known = money.get(key);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, {
      ...styleOf(code),
      ...(decimals !== undefined && { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
    });
    money.set(key, made);
    return made;
  };
  const exact = new Map<string, Intl.NumberFormat>();
  const exactly = (amount: Decimal, code: string) => {
    const format =
      exact.get(code) ??
      new Intl.NumberFormat(locale, { ...styleOf(code), minimumFractionDigits: 2, maximumFractionDigits: 18 });
    exact.set(code, format);
    return widen(format.format(digits(amount)));
  };
  // Each takes milliseconds to make: none before it is needed.
  const numbers = (options?: Intl.NumberFormatOptions) => once(() => new Intl.NumberFormat(locale, options));
  const dates = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }));
  const axis = numbers({ ...currency, minimumFractionDigits: 0, maximumFractionDigits: 4 });
  const count = numbers();
  const short = numbers({ notation: 'compact', maximumFractionDigits: 1 });
  const share = numbers({ style: 'percent', maximumFractionDigits: 1 });
  const change = numbers({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  // The first of a month is an ordinal in French, which Intl does not write.
  const ordinal = (text: string) => (language === 'fr' ? text.replace(/(^|\s)1(?=[\s–])/, '$11er') : text);
  const days = (options: Intl.DateTimeFormatOptions) => {
    const format = dates(options);
    return (value: Day) => ordinal(format().format(fromDay(value)));
  };
  const day = days({ day: 'numeric', month: 'short', year: 'numeric' });
  const shortDay = days({ day: 'numeric', month: 'short' });
  const longDay = days({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const dayParts = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const month = dates({ month: 'short', year: 'numeric' });
  const weekday = dates({ weekday: 'long' });
  const shortWeekday = dates({ weekday: 'narrow' });
  const longMonth = dates({ month: 'long', year: 'numeric' });
  // The moment of the last reading is the reader's own time, unlike the days.
  const time = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
  const relative = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'always' }));
  const list = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }));
  const plural = once(() => new Intl.PluralRules(locale));

  // As Intl's own formatRange writes it, which takes sixty milliseconds to make ready.
  const range = (start: Day, end: Day) => {
    const [from, to] = [fromDay(start), fromDay(end)];
    if (start === end) return day(start);
    if (start.slice(0, 4) !== end.slice(0, 4)) return `${day(start)} – ${day(end)}`;
    if (start.slice(0, 7) !== end.slice(0, 7)) return `${shortDay(start)} – ${day(end)}`;
    const dash = language === 'fr' ? '–' : ' – ';
    const days = `${from.getUTCDate()}${dash}${to.getUTCDate()}`;
    const parts = dayParts().formatToParts(to);
    return ordinal(parts.map(({ type, value }) => (type === 'day' ? days : value)).join(''));
  };

  const period = ({ from, to }: Days) => {
    const unit = unitOf({ from, to });
    if (unit === 'month') return longMonth().format(fromDay(from));
    if (unit === 'year') return from.slice(0, 4);
    return range(from, to);
  };

  const write = (rounded: Decimal, exact: Decimal, code: string, given?: number) => {
    const format = moneyFormat(code, given);
    const decimals = given ?? format.resolvedOptions().maximumFractionDigits ?? 2;
    if (isZero(exact) || !isZero(round(rounded, decimals))) return widen(format.format(digits(rounded)));
    const least = decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`;
    const negative = compare(exact, '0') < 0;
    return `${negative ? '>' : '<'} ${widen(format.format(digits(negative ? `-${least}` : least)))}`;
  };
  const writeMoney = (amount: Decimal, decimals = 2) => write(amount, amount, 'USD', decimals);

  return {
    locale,
    dateOrder: language === 'fr' ? 'dmy' : 'mdy',
    money: writeMoney,
    roundedMoney: (rounded, exact, decimals = 2) => write(rounded, exact, 'USD', decimals),
    changeMoney: (amount) => {
      const text = writeMoney(amount);
      return /^[\d$]/.test(text) && !isZero(amount) ? `+${text}` : text;
    },
    moneyParts(amount) {
      const text = writeMoney(amount);
      const point = text.search(/[.,]\d\d(?!\d)/);
      if (point < 0) return { whole: text, after: '' };
      return { whole: text.slice(0, point), after: text.slice(point) };
    },
    exactMoney: (amount) => exactly(amount, 'USD'),
    amount: (amount, code) => write(amount, amount, code),
    exactAmount: exactly,
    rate: (usd) => widen(moneyFormat('USD', 4).format(digits(usd))),
    axisMoney: (amount) => widen(axis().format(amount)),
    count: (value) => widen(count().format(value)),
    shortCount: (value) => widen(short().format(value)),
    share: (value) =>
      value > 0 && value < 0.0005 ? `< ${widen(share().format(0.001))}` : widen(share().format(value)),
    change: (value) => widen(change().format(value)),
    day,
    shortDay,
    longDay,
    weekday: (value) => weekday().format(fromDay(value)),
    shortWeekday: (value) => shortWeekday().format(fromDay(value)),
    month: (value) => month().format(fromDay(value)),
    range,
    shortRange: (start, end) => range(start, end).replace(/,?\s\d{4}$/, ''),
    period,
    rangeName: (chosen, days) =>
      period('period' in chosen && chosen.period !== 'week' ? wholeUnit(chosen.period, days.from) : days),
    time: (instant) => ordinal(widen(time().format(new Date(instant)))),
    age(instant, now) {
      const minutes = Math.round((new Date(instant).getTime() - now.getTime()) / 60_000);
      if (minutes > -60) return relative().format(Math.min(minutes, -1), 'minute');
      if (minutes > -60 * 24) return relative().format(Math.round(minutes / 60), 'hour');
      return relative().format(Math.round(minutes / (60 * 24)), 'day');
    },
    list: (items) => list().format(items),
    plural: (value) => plural().select(value),
  };
}

/** The first and last day of a bar, as a label. */
export function barRange(formats: Formats, start: Day, days: number): string {
  return days === 1 ? formats.longDay(start) : formats.range(start, addDays(start, days - 1));
}
