import type { Member } from "./_event_members.ts";
import {
  fieldOffset,
  POPULATION_KIND,
  recordBytes,
  type RecordKind,
  type RecordValues,
  SYNAPSE_KIND,
} from "./_records.ts";

/** Populations of these kinds read synapses; those of all others watch what they have as sources. */
const GATES: readonly string[] = ["gate", "tracking", "estimating"];

/** What works for a population, each kernel once, as the records in memory say. */
export function kernelNames(memory: ArrayBuffer, { record, drift, encoder }: Member): string[] {
  if (encoder) return ["encode"];
  const population = fieldReader(memory, "population");
  const kind = nameOf(POPULATION_KIND, population(record, "kind"));
  if (GATES.includes(kind)) return [kind];
  const synapse = fieldReader(memory, "synapse");
  const synapses = Array.from({ length: population(record, "synapseCount") }, (_, s) => {
    const at = population(record, "synapses") + s * recordBytes("synapse");
    const name = nameOf(SYNAPSE_KIND, synapse(at, "kind"));
    const isGraded = population(synapse(at, "source"), "valuesOffset") !== 0;
    return name === "rows" && isGraded ? "graded-rows" : name;
  });
  return [...new Set([...drift ? ["current"] : [], ...synapses])];
}

function fieldReader<K extends RecordKind>(
  memory: ArrayBuffer,
  kind: K,
): (record: number, field: keyof RecordValues<K>) => number {
  const view = new DataView(memory);
  return (record, field) => view.getUint32(record + fieldOffset(kind, field), true);
}

function nameOf(kinds: Readonly<Record<string, number>>, kind: number): string {
  return Object.keys(kinds).find((name) => kinds[name] === kind)!;
}
