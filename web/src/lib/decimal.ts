// SPDX-License-Identifier: MIT
// Exact money for the little the page adds up itself (weeks and months of days). Amounts travel as decimal strings.

/** Digits kept after the point, as many as the server sends. */
const SCALE = 18;
const ONE = 10n ** BigInt(SCALE);

/** An amount of US dollars: decimal digits as text, `-0.0000000012`. */
export type Decimal = string;

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** The amount in units of 10^-18, digits past the 18th cut off. Throws on what is no number. */
export function toUnits(text: Decimal): bigint {
  const match = PATTERN.exec(text);
  if (!match) throw new RangeError(`not a decimal number: ${text}`);
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = SCALE + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -units : units;
}

export function fromUnits(units: bigint): Decimal {
  const size = units < 0n ? -units : units;
  const fraction = (size % ONE).toString().padStart(SCALE, '0').replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${size / ONE}${fraction && `.${fraction}`}`;
}

const HALF = SCALE / 2;
const IN_PIECES = /^-?\d{1,9}(?:\.\d{1,18})?$/;
/** As many amounts as this add up in pieces of nine digits without one that a double cannot hold. */
const MOST_IN_PIECES = 1_000_000;

/**
 * Exact, and quick enough for ten years of hundreds of models: in pieces of nine digits, which doubles hold, with
 * big integers for what is written or as large as they cannot.
 */
export function sum(amounts: readonly Decimal[]): Decimal {
  if (amounts.length > MOST_IN_PIECES) return fromUnits(sumOfUnits(amounts));
  let whole = 0;
  let high = 0;
  let low = 0;
  let rest = 0n;
  for (const amount of amounts) {
    if (!IN_PIECES.test(amount)) {
      rest += toUnits(amount);
      continue;
    }
    const point = amount.indexOf('.');
    const sign = amount.startsWith('-') ? -1 : 1;
    whole += sign * Math.abs(Number(point < 0 ? amount : amount.slice(0, point)));
    if (point < 0) continue;
    high += sign * Number(amount.slice(point + 1, point + 1 + HALF).padEnd(HALF, '0'));
    low += sign * Number(amount.slice(point + 1 + HALF).padEnd(HALF, '0'));
  }
  return fromUnits(rest + BigInt(whole) * ONE + BigInt(high) * 10n ** BigInt(HALF) + BigInt(low));
}

function sumOfUnits(amounts: readonly Decimal[]): bigint {
  return amounts.reduce((units, amount) => units + toUnits(amount), 0n);
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return fromUnits(toUnits(a) - toUnits(b));
}

/** `amount` divided by a whole number, digits past the 18th cut off. */
export function divide(amount: Decimal, by: number): Decimal {
  return fromUnits(toUnits(amount) / BigInt(by));
}

export function multiply(amount: Decimal, by: number): Decimal {
  return fromUnits(toUnits(amount) * BigInt(by));
}

export function isZero(amount: Decimal): boolean {
  return toUnits(amount) === 0n;
}

/** For sorting: negative when a < b. */
export function compare(a: Decimal, b: Decimal): number {
  const difference = toUnits(a) - toUnits(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** part / whole to six digits, null when the whole is 0. For shares and changes, which are shown with one digit. */
export function ratio(part: Decimal, whole: Decimal): number | null {
  const divisor = toUnits(whole);
  return divisor === 0n ? null : Number((toUnits(part) * 1_000_000n) / divisor) / 1_000_000;
}

/** part / whole to 18 digits, the last one rounded half away from zero; null when the whole is 0. */
export function quotient(part: Decimal, whole: Decimal): Decimal | null {
  const [dividend, divisor] = [toUnits(part) * ONE, toUnits(whole)];
  if (divisor === 0n) return null;
  const sign = dividend < 0n === divisor < 0n ? 1n : -1n;
  return fromUnits(((2n * dividend) / divisor + sign) / 2n);
}

/** Rounds half away from zero, as Intl.NumberFormat does. */
export function round(amount: Decimal, digits: number): Decimal {
  const step = 10n ** BigInt(SCALE - digits);
  return fromUnits(roundToStep(toUnits(amount), step) * step);
}

function roundToStep(units: bigint, step: bigint): bigint {
  const half = units < 0n ? -step / 2n : step / 2n;
  return (units + half) / step;
}

/**
 * The parts rounded so that they add up to their rounded sum (largest remainder): what stands in a column is what its
 * last line says.
 */
export function roundParts(parts: readonly Decimal[], digits: number): Decimal[] {
  const step = 10n ** BigInt(SCALE - digits);
  const units = parts.map(toUnits);
  const target = roundToStep(
    units.reduce((total, part) => total + part, 0n),
    step,
  );
  const floors = units.map((part) => (part < 0n ? (part - step + 1n) / step : part / step));
  let missing = target - floors.reduce((total, part) => total + part, 0n);
  const byRemainder = units
    .map((part, index) => ({ index, remainder: part - (floors[index] ?? 0n) * step }))
    .sort((a, b) => (a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : a.index - b.index));
  const rounded = [...floors];
  for (const { index } of byRemainder) {
    if (missing <= 0n) break;
    rounded[index] = (rounded[index] ?? 0n) + 1n;
    missing -= 1n;
  }
  return rounded.map((part) => fromUnits(part * step));
}

/** For pixels only. */
export function toPixelNumber(amount: Decimal): number {
  return Number(amount);
}
