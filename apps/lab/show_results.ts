import { find, make } from "./dom.ts";
import { type LabDigit, type LabResult, TIMESTEPS } from "./run_digits.ts";

/** Pixels of a picture's side. */
const SIDE = 28;

/** Shows what the lab found: the totals, each digit, each layer. */
export function showResults(result: LabResult, pictures: Uint8Array, labels: Uint8Array): void {
  const { layers, digits, findings } = result;
  const neurons = sum(layers.map((layer) => layer.neurons));
  const spikes = sum(digits.flatMap((digit) => digit.spikes)) / digits.length;
  const right = (answers: readonly number[]): string =>
    `${answers.filter((answer, i) => answer === labels[i]).length} of ${answers.length}`;
  const keys = [
    ["Trained network, right", right(digits.map((digit) => digit.ann)), ""],
    ["Spiking network, right", right(digits.map((digit) => digit.snn)), "spiking"],
    ["Spikes a digit", whole(spikes), ""],
    ["Firing rate", (spikes / neurons / TIMESTEPS).toFixed(3), ""],
  ];
  find("keys").append(
    ...keys.map(([name, value, kind]) =>
      make("div", {}, make("dt", {}, name), make("dd", { class: kind }, value))
    ),
  );
  find("findings").append(...findings.map(({ message }) => make("li", {}, message)));
  find("findings").hidden = findings.length === 0;
  find("digits").append(
    ...digits.map((digit, i) =>
      digitItem(digit, pictures.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), labels[i])
    ),
  );

  const means = layers.map((_, layer) =>
    sum(digits.map((digit) => digit.spikes[layer])) / digits.length
  );
  const rates = layers.map((layer, i) => means[i] / layer.neurons / TIMESTEPS);
  const busiest = Math.max(...rates, Number.MIN_VALUE);
  find("layers").querySelector("tbody")?.append(...layers.map(({ id, neurons }, i) => {
    const bar = make("i", { style: `--share: ${rates[i] / busiest}` }, rates[i].toFixed(3));
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, id),
      make("td", {}, whole(neurons)),
      make("td", {}, whole(means[i])),
      make("td", { class: "rate" }, bar),
    );
  }));
  find("results").hidden = false;
}

function digitItem(digit: LabDigit, pixels: Uint8Array, label: number): HTMLElement {
  const { ann, snn, spikes } = digit;
  return make(
    "li",
    { "data-ann": `${ann}`, "data-snn": `${snn}`, "data-spikes": spikes.join(",") },
    drawPicture(pixels, label),
    make("strong", { class: snn === label ? "" : "wrong" }, String(snn)),
    make("span", { class: ann === label ? "" : "wrong" }, `trained: ${ann}`),
    make("span", {}, whole(sum(spikes))),
  );
}

function drawPicture(pixels: Uint8Array, label: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `A handwritten ${label}`);
  canvas.width = canvas.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  pixels.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}
