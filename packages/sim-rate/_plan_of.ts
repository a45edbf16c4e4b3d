import { fixNetwork, type Network, PRECISIONS, type SimulatorOptions } from "@snnkit/sim";

/**
 * What is simulated: the network, or for `"i16"` its populations rounded to their grids.
 *
 * @throws {RangeError} Where the precision is unknown.
 */
export function planOf(network: Network, options: SimulatorOptions): Network {
  const { precision = "f32", timesteps } = options;
  switch (precision) {
    case "f32":
      return network;
    case "i16":
      return fixNetwork(network, { timesteps });
    default:
      precision satisfies never;
      throw new RangeError(
        `Cannot simulate "${network.name}" as the precision must be one of ` +
          `${PRECISIONS.join(", ")}: received "${precision}"`,
      );
  }
}
