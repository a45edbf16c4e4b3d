import { sizeOf, type Tensor } from "@snnkit/tensor";

/** A number as graphs are printed: `0.5`, `-0`, `1e-7`, `inf`, `-inf`, `nan`; exact. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Reads what {@linkcode numberText} wrote; undefined where it is no number. */
export function numberOf(text: string): number | undefined {
  if (text === "nan") return NaN;
  if (text === "inf") return Infinity;
  if (text === "-inf") return -Infinity;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Numbers as a list: `[3, 32, 32]`. */
export function numbersText(values: readonly number[]): string {
  return `[${values.map(numberText).join(", ")}]`;
}

/**
 * A tensor as `[2, 3]{0.5 -1 0*4}`: its shape and its values, `0*4` being four zeros. Each value has
 * the fewest digits that read back as the same float32.
 */
export function tensorText({ shape, data }: Tensor): string {
  return `${numbersText(shape)}{${runsOf(data).join(" ")}}`;
}

/** A tensor for people: as {@linkcode tensorText} where that is short, else `[64, 3]{-0.51 … 0.48}`. */
export function tensorSummary({ shape, data }: Tensor): string {
  if (isShort(data)) return tensorText({ shape, data });
  const low = data.reduce((a, b) => Math.min(a, b), Infinity);
  const high = data.reduce((a, b) => Math.max(a, b), -Infinity);
  return `${numbersText(shape)}{${roughly(low)} … ${roughly(high)}}`;
}

/**
 * Reads the values that {@linkcode tensorText} put in braces.
 *
 * @throws {SyntaxError} Naming what is no value, or a wrong number of them.
 */
export function tensorOf(shape: readonly number[], text: string): Tensor {
  if (text.includes("…")) throw new SyntaxError(`its tensors are not abbreviated: {${text}}`);
  const values: number[] = [];
  const size = sizeOf(shape);
  for (const run of text.trim().split(/\s+/).filter((word) => word !== "")) {
    const [word, count = "1", ...more] = run.split("*");
    const value = numberOf(word);
    if (value === undefined || !/^\d+$/.test(count) || more.length > 0) {
      throw new SyntaxError(`a tensor holds numbers, or runs like 0*4: ${run}`);
    }
    // Checked before it is made: a mistyped count must not fill the memory.
    if (values.length + Number(count) > size) {
      throw wrongLength(shape, values.length + Number(count));
    }
    for (let i = 0; i < Number(count); i++) values.push(value);
  }
  if (values.length !== size) throw wrongLength(shape, values.length);
  return { shape, data: Float32Array.from(values) };
}

function wrongLength(shape: readonly number[], length: number): SyntaxError {
  const size = sizeOf(shape);
  return new SyntaxError(`a tensor of shape ${numbersText(shape)} has ${size} values: ${length}`);
}

function runsOf(data: Float32Array): string[] {
  const runs: string[] = [];
  for (let from = 0, to = 0; from < data.length; from = to) {
    while (to < data.length && Object.is(data[to], data[from])) to++;
    const text = float32Text(data[from]);
    runs.push(to - from === 1 ? text : `${text}*${to - from}`);
  }
  return runs;
}

/** Whether at most four runs tell a tensor. */
function isShort(data: Float32Array): boolean {
  let runs = 1;
  for (let i = 1; i < data.length && runs <= 4; i++) {
    if (!Object.is(data[i], data[i - 1])) runs++;
  }
  return runs <= 4;
}

/** The fewest digits that tell a float32 from its neighbours; nine always do. */
function float32Text(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return numberText(value);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return numberText(rounded);
  }
  return numberText(Number(value.toPrecision(9)));
}

function roughly(value: number): string {
  return numberText(Number(value.toPrecision(3)));
}
