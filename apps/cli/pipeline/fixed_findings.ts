import type { Finding } from "@snnkit/ir";
import { fixNetwork, type Network } from "@snnkit/sim";

/** Which layers a run in 16-bit fixed point leaves in float32, besides the output. */
export function fixedFindings(network: Network, timesteps: number): Finding[] {
  const { populations, output } = fixNetwork(network, { timesteps });
  const left = populations.filter((population, p) =>
    population.kind === "if" && p !== output && population.grid === undefined
  );
  if (left.length === 0) return [];
  const names = left.map(({ id }) => `"${id}"`);
  return [{
    code: "float32-layers",
    message: `${names.length} of the layers of neurons stay in float32, which 16-bit fixed point ` +
      `cannot hold or does not know: ${names.join(", ")}`,
  }];
}
