/** A drawing of dots, two across and four down in every character. */
export interface BrailleCanvas {
  /** Dots across. */
  readonly width: number;
  /** Dots down. */
  readonly height: number;
  /** Set a dot; outside the canvas nothing happens. */
  readonly dot: (x: number, y: number) => void;
  /** Set the dots of a straight line, both ends included. */
  readonly line: (x0: number, y0: number, x1: number, y1: number) => void;
  /** The rows as text, blank where no dot is set. */
  readonly rows: () => string[];
}

/** Bits of the Unicode block "Braille Patterns", by row and column of a character's dots. */
const BITS = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]] as const;

/** An empty canvas of so many characters. */
export function brailleCanvas(columns: number, lines: number): BrailleCanvas {
  const cells = new Uint8Array(columns * lines);
  const [width, height] = [2 * columns, 4 * lines];
  const dot = (x: number, y: number): void => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    cells[(y >> 2) * columns + (x >> 1)] |= BITS[y & 3][x & 1];
  };
  const line = (x0: number, y0: number, x1: number, y1: number): void => {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let k = 0; k <= steps; k++) {
      dot(Math.round(x0 + ((x1 - x0) * k) / steps), Math.round(y0 + ((y1 - y0) * k) / steps));
    }
  };
  const rows = (): string[] =>
    Array.from({ length: lines }, (_, row) => {
      const codes = cells.subarray(row * columns, (row + 1) * columns);
      return Array.from(codes, (bits) => bits === 0 ? " " : String.fromCharCode(0x2800 + bits))
        .join("");
    });
  return { width, height, dot, line, rows };
}
