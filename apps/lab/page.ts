/** The lab's page: fetches what it needs from beside itself, runs it and shows it. */
import { type LabResult, runDigits } from "./run_digits.ts";

const PIXELS = 28;
const TIMESTEPS = 64;

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`Cannot show results as the page has no element "${id}"`);
  return element;
}

async function load(file: string): Promise<Uint8Array> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`Cannot load "${file}" as the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function showStep(what: string): void {
  const item = document.createElement("li");
  item.textContent = what;
  item.className = "done";
  find("steps").append(item);
}

function drawDigit(pixels: Uint8Array): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PIXELS;
  const context = canvas.getContext("2d");
  const image = context?.createImageData(PIXELS, PIXELS);
  if (context && image) {
    pixels.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
    context.putImageData(image, 0, 0);
  }
  return canvas;
}

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function show(result: LabResult, pictures: Uint8Array, labels: Uint8Array): void {
  const size = PIXELS * PIXELS;
  result.digits.forEach(({ ann, snn, spikes }, i) => {
    const card = document.createElement("div");
    card.className = "digit";
    card.dataset.spikes = spikes.join(",");
    card.dataset.snn = String(snn);
    const total = spikes.reduce((sum, count) => sum + count, 0);
    card.append(
      drawDigit(pictures.subarray(i * size, (i + 1) * size)),
      element("div", `answer ${snn === labels[i] ? "right" : "wrong"}`, String(snn)),
      element("div", "note", `trained network: ${ann}`),
      element("div", "note", `${total.toLocaleString("en")} spikes`),
    );
    find("digits").append(card);
  });
  const body = find("layers").querySelector("tbody");
  result.layers.forEach(({ id, neurons }, layer) => {
    const spikes = result.digits.reduce((sum, digit) => sum + digit.spikes[layer], 0) /
      result.digits.length;
    const row = document.createElement("tr");
    const cells = [
      id,
      neurons.toLocaleString("en"),
      Math.round(spikes).toLocaleString("en"),
      (spikes / neurons / TIMESTEPS).toFixed(3),
    ];
    for (const text of cells) row.append(element("td", "", text));
    body?.append(row);
  });
  find("results").hidden = false;
}

try {
  const [model, calibration, pictures, labels] = await Promise.all(
    ["mnist_cnn.onnx", "calibration.bin", "digits.bin", "labels.bin"].map(load),
  );
  showStep("Loaded the network and some pictures");
  const result = await runDigits({
    model,
    calibration: Float32Array.from(calibration, (value) => value / 255),
    digits: Float32Array.from(pictures, (value) => value / 255),
    timesteps: TIMESTEPS,
    session: { wasm: { paths: new URL("ort/", document.baseURI).href } },
    onStep: showStep,
  });
  show(result, pictures, labels);
  document.body.dataset.state = "done";
} catch (error) {
  const message = find("error");
  message.textContent = error instanceof Error ? error.message : String(error);
  message.hidden = false;
  document.body.dataset.state = "failed";
}
