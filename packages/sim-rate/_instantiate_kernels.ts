import { KERNELS } from "./_kernels_wasm.ts";

/** What the compiled kernels offer; see assembly/index.ts. */
export interface Kernels {
  /** Advances a population by `steps` steps, the first of which is step `t` of the sample. */
  readonly advance: (population: number, t: number, steps: number) => void;
  /** Writes the constant currents that a convolution of the sample brings. */
  readonly convolve: (convolution: number) => void;
  /** Puts a population at rest: `v = initial + drift`. */
  readonly rest: (population: number, initial: number, initialStep: number) => void;
  /** The same for one of fixed point. */
  readonly restFixed: Kernels["rest"];
  /** Rounds currents, `lanes` f32 numbers, to the grid of a population, and makes them its own. */
  readonly fixCurrents: (population: number, from: number, lanes: number, grid: number) => void;
  /** Writes the sums of all sets of eight channels, `[groups][256][entry]`, of weights `[channels][entry]`. */
  readonly sumSets: (
    from: number,
    to: number,
    channels: number,
    entryBytes: number,
    isNegated: boolean,
  ) => void;
}

/** Compiled once for all simulators of a process; a module holds no state. */
let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels, ready to be put over a memory. */
export function compileKernels(): Promise<WebAssembly.Module> {
  return compiled ??= WebAssembly.compile(decode(KERNELS));
}

/** The kernels over a memory of their own. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernels;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
