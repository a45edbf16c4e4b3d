/** Writes golden.json: drawings as they should be. Look at them before they are committed. */
import { neuronChart } from "../neuron_chart.ts";
import { renderSvg } from "../render_svg.ts";

const golden = { neuron: await renderSvg(neuronChart()) };
Deno.writeTextFileSync(
  new URL("golden.json", import.meta.url),
  `${JSON.stringify(golden, null, 1)}\n`,
);
