import type { Network } from "@snnkit/sim";
import { type Margins, widestMargins } from "./_bit_planes.ts";
import { readsPlanes } from "./_dense_stamp.ts";
import { isPatterned, sweepPlan } from "./_pattern_plan.ts";
import type { Place } from "./_place.ts";
import type { WindowsOf } from "./_window_gather.ts";

/** What a population must write of each step. */
export interface EventOutput {
  /** Whether anybody reads its event lists: those of fixed point have bit planes and their bytes, too. */
  readonly isListed: boolean;
  /** Zeros that readers want around its bit planes. */
  readonly margins: Margins;
  /**
   * When its bit planes' bytes are wanted as lists: never where nobody stamps them, while little fires
   * where all who do can sweep over the planes instead, else always.
   */
  readonly patterns: "never" | "few" | "always";
}

/**
 * What every population of a network must write, by who reads it.
 *
 * @param windowsOf Synapses whose targets gather from bit planes.
 * @param keepsCounts Whether the spikes of every neuron are counted, which is done from lists.
 */
export function eventOutputs(
  { populations }: Network,
  places: readonly Place[],
  windowsOf: WindowsOf,
  keepsCounts: boolean,
): EventOutput[] {
  const margins: Margins[][] = populations.map(() => []);
  const isListed = populations.map((population, p) =>
    places[p].grid === undefined || population.kind !== "if" || population.reset === "zero" ||
    (keepsCounts && !population.signed)
  );
  const patterns = populations.map((): EventOutput["patterns"] => "never");
  populations.forEach((population, p) => {
    if (population.kind === "gate") {
      for (const source of population.sources) isListed[source.population] = true;
    }
    if (!("synapses" in population)) return;
    for (const synapse of population.synapses) {
      const source = places[synapse.source];
      if (isPatterned(synapse, source, places[p])) {
        const its = sweepPlan(synapse, source, places[p]);
        if (its) margins[synapse.source].push(its.margins);
        if (!its) patterns[synapse.source] = "always";
        else if (patterns[synapse.source] === "never") patterns[synapse.source] = "few";
        continue;
      }
      const its = populations[synapse.source];
      const isPlanar = windowsOf.has(synapse) || readsPlanes(synapse, its, source, places[p]);
      if (!isPlanar) isListed[synapse.source] = true;
    }
  });
  return populations.map((_, p) => ({
    isListed: isListed[p],
    margins: widestMargins(margins[p]),
    patterns: patterns[p],
  }));
}
