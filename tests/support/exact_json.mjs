// SPDX-License-Identifier: MIT
// JSON whose numbers keep their digits, and sums of money without floating point: amounts are BigInts of 10^-18 dollars.

// A JSON number, as it stood in the text.
export class NumberText {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const MARK = '\u0001number:';

// Like JSON.parse, but numbers become NumberText.
export function parseExact(text) {
  JSON.parse(text); // what is no JSON is refused here, so the expression below may be a rough one
  const marked = text.replace(STRING_OR_NUMBER, (token) => (token[0] === '"' ? token : JSON.stringify(MARK + token)));
  return JSON.parse(marked, (key, value) =>
    typeof value === 'string' && value.startsWith(MARK) ? new NumberText(value.slice(MARK.length)) : value,
  );
}

export const DECIMALS = 18;
const PLAIN = /^(-?)(0|[1-9]\d*)(?:\.(\d*[1-9]))?$/;

// The amount of a JSON number as the API writes it: plain digits, no zeros at its end, at most 18 decimals, no "-0".
export function money(number) {
  if (!(number instanceof NumberText)) throw new TypeError(`not a JSON number: ${JSON.stringify(number)}`);
  return moneyOfPlain(number.text);
}

export function moneyOfPlain(text) {
  const match = PLAIN.exec(text);
  if (!match || text === '-0') throw new RangeError(`not an amount in its shortest plain form: ${text}`);
  const [, sign, whole, decimals = ''] = match;
  if (decimals.length > DECIMALS) throw new RangeError(`more than ${DECIMALS} decimals: ${text}`);
  const value = BigInt(whole + decimals.padEnd(DECIMALS, '0'));
  return sign ? -value : value;
}

// Any decimal number, such as "128e-15" or "0E-6176", rounded half to even at the 18th decimal.
export function moneyOfAny(text) {
  const match = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a decimal number: ${text}`);
  const [, sign, whole, decimals = '', exponent = '0'] = match;
  const digits = BigInt(whole + decimals);
  const shift = DECIMALS - decimals.length + Number(exponent);
  let value;
  if (digits === 0n) {
    value = 0n;
  } else if (shift >= 0) {
    value = digits * 10n ** BigInt(shift);
  } else {
    const unit = 10n ** BigInt(-shift);
    value = digits / unit;
    const twice = 2n * (digits % unit);
    if (twice > unit || (twice === unit && value % 2n === 1n)) value += 1n;
  }
  return sign ? -value : value;
}

// "1951.470688220078929"
export function formatMoney(value) {
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, '');
  return (value < 0n ? '-' : '') + digits.slice(0, -DECIMALS) + (decimals && `.${decimals}`);
}

export const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);

// Adds `amount` to `key` of a Map.
export function add(map, key, amount) {
  map.set(key, (map.get(key) ?? 0n) + amount);
}
