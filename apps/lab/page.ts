/** The lab's page: fetches what it needs from beside itself, runs it and shows it. */
import { find, make } from "./dom.ts";
import { runDigits } from "./run_digits.ts";
import { showResults } from "./show_results.ts";

async function load(file: string): Promise<Uint8Array> {
  const response = await fetch(file);
  if (!response.ok) {
    throw new Error(`Cannot load "${file}" as the server answered ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

let last = performance.now();

/** Lists what has been done, and how long it took. */
async function showStep(what: string): Promise<void> {
  const now = performance.now();
  const seconds = (now - last) / 1000;
  find("steps").append(
    make("li", {}, make("span", {}, what), make("time", {}, `${seconds.toFixed(2)} s`)),
  );
  // Lets the browser draw; an animation frame would never come in a tab that nobody looks at.
  await new Promise((resolve) => setTimeout(resolve));
  last = performance.now();
}

try {
  const [model, calibration, digits, labels] = await Promise.all(
    ["mnist_cnn.onnx", "calibration.bin", "digits.bin", "labels.bin"].map(load),
  );
  await showStep("Loaded the network and some pictures");
  const result = await runDigits({
    model,
    calibration,
    digits,
    session: { wasm: { paths: new URL("ort/", document.baseURI).href } },
    onStep: showStep,
  });
  showResults(result, digits, labels);
  document.body.dataset.state = "done";
} catch (error) {
  const message = find("error");
  message.textContent = error instanceof Error ? error.message : String(error);
  message.hidden = false;
  document.body.dataset.state = "failed";
}
