import type { Network, Population } from "@snnkit/sim";
import { parameterOf } from "./_planar.ts";

/** What neurons remember from step to step. */
export interface State {
  /** Unique within the network. */
  readonly key: string;
  /** The population, by its place. */
  readonly population: number;
  /**
   * What it is: potential or summed input, net spikes, steps to wait; the estimates and the recent
   * spikes of a source belong to the gate that watches it.
   */
  readonly kind: "v" | "counts" | "waits" | "estimates" | "recent";
  /** Shape for one sample. */
  readonly shape: readonly number[];
  /** Values at rest, for one sample. */
  readonly initial: Float32Array;
}

/** What is simulated beyond the steps themselves. */
export interface BlockWants {
  /** How many steps a sample has at most. */
  readonly timesteps: number;
  /** Whether the output neurons fire. */
  readonly outputFires: boolean;
  /** Whether the net spikes of every neuron are kept. */
  readonly keepsCounts: boolean;
}

/** The key of a population's state. */
export function stateKey(kind: "v" | "counts" | "waits", population: number): string {
  return `${kind}_${population}`;
}

/** The key of what a gate remembers of one of its sources. */
export function sourceKey(kind: "estimates" | "recent", gate: number, source: number): string {
  return `${kind}_${gate}_${source}`;
}

/** Everything that a network remembers. */
export function statesOf(network: Network, wants: BlockWants): readonly State[] {
  const { populations, output } = network;
  const watched = new Set(
    populations.flatMap((population) =>
      population.kind === "gate" && isCounting(population.estimator.kind)
        ? population.sources.map((source) => source.population)
        : []
    ),
  );
  return populations.flatMap((population, p): State[] => {
    const { channels, pixels } = population.layout;
    const own = (kind: "v" | "counts" | "waits", initial?: Float32Array): State => ({
      key: stateKey(kind, p),
      population: p,
      kind,
      shape: [channels, pixels],
      initial: initial ?? new Float32Array(population.neurons),
    });
    const fires = p !== output || wants.outputFires;
    const counts = watched.has(p) || remembersCounts(population, fires) ||
      population.kind !== "relay" && wants.keepsCounts && fires || p === output && fires;
    return [
      ...population.kind === "if" ? [own("v", fires ? restOf(population) : undefined)] : [],
      ...counts ? [own("counts")] : [],
      ...population.kind === "if" && fires && population.refractory > 0 ? [own("waits")] : [],
      ...population.kind === "gate" ? sourceStates(network, p) : [],
    ];
  });
}

function isCounting(estimator: string): boolean {
  return estimator === "first" || estimator === "track";
}

/** Whether the net spikes decide on the next ones. */
function remembersCounts(population: Population, fires: boolean): boolean {
  return population.kind === "if" && population.signed && fires ||
    population.kind === "gate" && population.estimator.kind === "track";
}

function restOf(
  { layout, initial, neurons }: Population & { readonly kind: "if" },
): Float32Array {
  const { shape, data } = parameterOf(layout, initial);
  if (shape.length === 1) return new Float32Array(neurons).fill(data[0]);
  const [channels, columns] = shape;
  const { pixels } = layout;
  return Float32Array.from(
    { length: channels * pixels },
    (_, i) => columns === 1 ? data[Math.floor(i / pixels)] : data[i],
  );
}

function sourceStates({ populations }: Network, p: number): State[] {
  const gate = populations[p];
  if (gate.kind !== "gate") return [];
  const { estimator } = gate;
  return gate.sources.flatMap(({ population }, s): State[] => {
    const { layout: { channels, pixels }, neurons } = populations[population];
    const common = { population: p, shape: [channels, pixels] };
    const empty = new Float32Array(neurons);
    const estimates: State = {
      ...common,
      key: sourceKey("estimates", p, s),
      kind: "estimates",
      initial: empty,
    };
    switch (estimator.kind) {
      case "first":
      case "track":
        return [];
      case "exponential":
        return [estimates];
      case "window": {
        const recent: State = {
          ...common,
          key: sourceKey("recent", p, s),
          kind: "recent",
          shape: [estimator.steps, channels, pixels],
          initial: new Float32Array(estimator.steps * neurons),
        };
        return [estimates, recent];
      }
      default:
        estimator satisfies never;
        throw new Error("Unreachable: unknown estimator");
    }
  });
}
