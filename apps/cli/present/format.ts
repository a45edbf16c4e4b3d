/** `"0.8 s"`, `"42 s"`, `"3 min 20 s"`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const UNITS = [[1e9, "G"], [1e6, "M"], [1e3, "k"]] as const;

/** `950`, `12.3 k`, `4.06 M`, `1.20 G`. */
export function formatCount(value: number): string {
  const unit = UNITS.find(([size]) => Math.abs(value) >= size);
  if (unit === undefined) return Number.isInteger(value) ? String(value) : value.toPrecision(3);
  const scaled = value / unit[0];
  return `${Math.abs(scaled) < 999.5 ? scaled.toPrecision(3) : Math.round(scaled)} ${unit[1]}`;
}

/** `"99.20 %"` */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** Columns of equal width under a ruled head. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row.map((text, i) => text.padEnd(widths[i])).join("  ").trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}
