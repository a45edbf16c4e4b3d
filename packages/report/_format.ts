/** Keeps a number and its unit on one line. */
const NBSP = "\u00a0";

/** `0.9155` → `91.6 %`; whole where it is exact. */
export function percent(fraction: number, digits = 1): string {
  const value = Number((100 * fraction).toFixed(9)); // 100 · 0.29 is not quite 29.
  return `${Number.isInteger(value) ? value : value.toFixed(digits)}${NBSP}%`;
}

const UNITS = [[1e12, "trillion", "T"], [1e9, "billion", "G"], [1e6, "million", "M"]] as const;

/** `40600000` → `40.6 million`, `12345` → `12,345`, `5.92` → `5.92`. */
export function amount(value: number): string {
  const size = Math.abs(Number(value.toPrecision(3))); // 999,900,000 is a billion.
  for (const [factor, word] of UNITS) {
    if (size >= factor) return `${three(value / factor)}${NBSP}${word}`;
  }
  if (size >= 1000) return grouped(Math.round(value));
  return Number.isInteger(value) ? String(value) : three(value);
}

/** `40600000` → `40.6 M`, for charts. */
export function short(value: number): string {
  const size = Math.abs(Number(value.toPrecision(3)));
  for (const [factor, , letter] of [...UNITS, [1e3, "thousand", "k"] as const]) {
    if (size >= factor) return `${three(value / factor)}${NBSP}${letter}`;
  }
  return Number.isInteger(value) ? String(value) : three(value);
}

/** Three significant digits, never an exponent for ordinary numbers. */
export function three(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
}

/** `12345` → `12,345`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1` → `1 sample`, `2` → `2 samples`. */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
