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

export function sum(amounts: Iterable<Decimal>): Decimal {
  let units = 0n;
  for (const amount of amounts) units += toUnits(amount);
  return fromUnits(units);
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
