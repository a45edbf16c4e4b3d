import { timeToReach } from "@snnkit/metrics";
import { figureMarkup } from "./_figure.ts";
import { amount, percent, plural, three } from "./_format.ts";
import { type Markup, markup, NOTHING } from "./_markup.ts";
import { neuronChart } from "./neuron_chart.ts";
import type { ReportData } from "./report_data.ts";
import { verdict } from "./verdict.ts";

/** `models/resnet20.onnx` → `resnet20`. */
export function modelName(model: string): string {
  const file = model.split(/[/\\]/).pop() ?? model;
  return file.replace(/\.(onnx|snn|nir)$/, "") || model;
}

/** Lets a long name end its line after an underscore, hyphen or dot. */
function breakable(name: string): Markup[] {
  return name.split(/(?<=[_.-])/).map((part) => markup`${part}<wbr>`);
}

/** Title, verdict and the four numbers that matter most. */
export function headSection({ summary, data }: ReportData): Markup {
  const [first, ...others] = verdict(summary);
  const { model, recipe, samples, timesteps } = summary;
  const source = data === undefined ? NOTHING : markup` of <code>${data}</code>`;
  return markup`<header>
<p class="kicker">A trained network, made of spikes</p>
<h1>${breakable(modelName(model))}</h1>
<p class="lead">${first}</p>
</header>
${keyNumbers(summary)}
<ul class="plain">${others.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
<section id="what" aria-labelledby="what-title">
<h2 id="what-title">What was done</h2>
<p>The trained network <code>${model}</code> was turned into a network of spiking neurons with the
recipe <code>${recipe}</code>.
Both then classified the same ${plural(samples, "sample")}${source}.
The spiking network had ${plural(timesteps, "time step")} for each sample, and its answer was noted
after every step.</p>
<p>In what follows <span class="s">this colour is the spiking network</span> and
<span class="o">this one the original</span>.</p>
</section>`;
}

function keyNumbers({ samples, timesteps, ann, snn, operations, ...rest }: ReportData["summary"]) {
  const curve = rest.curve.map((point) => ({ ...point, accuracy: point.correct / samples }));
  const settled = timeToReach(curve, 0.99 * snn.accuracy);
  const ratio = operations.annMacs > 0 ? operations.synapticOps / operations.annMacs : undefined;
  const [cost, unit] = ratio === undefined
    ? [amount(Math.round(operations.synapticOps)), "additions per sample"]
    : [`${three(ratio)}\u00a0×`, "additions per multiply-add of the original"];
  return markup`<dl class="keys">
<div><dt>Spiking network</dt>
<dd class="s">${percent(snn.accuracy)} <small>${snn.correct} of ${samples} right</small></dd></div>
<div><dt>Original network</dt>
<dd class="o">${percent(ann.accuracy)} <small>${ann.correct} of ${samples} right</small></dd></div>
<div><dt>Nearly there at step</dt>
<dd>${
    settled ?? "–"
  } <small>of ${timesteps}: within 1\u00a0% of the final accuracy</small></dd></div>
<div><dt>Operations</dt>
<dd>${cost} <small>${unit}</small></dd></div>
</dl>`;
}

/** For those who have never seen a spike. */
export async function spikeSection({ summary }: ReportData): Promise<Markup> {
  const figure = await figureMarkup({
    id: "neuron",
    label:
      "A neuron whose charge rises by 0.3 of the threshold in each of 20 steps fires six times",
    caption: markup`<p><strong>A neuron at work.</strong> It receives 0.3 of its threshold in every
step. The grey line is its charge, the bars on top are the spikes it sends: 6 in 20 steps, so it
fires in 30\u00a0% of them.</p>`,
    draw: (width) => neuronChart({ width, height: width < 500 ? 170 : 190 }),
  });
  return markup`<section id="spike" aria-labelledby="spike-title">
<h2 id="spike-title">What a spike is</h2>
<p>A neuron of an ordinary network works out a number and passes it on. A spiking neuron can only do
one thing: send a short signal that is always the same, a <em>spike</em>, or keep still. It collects
what arrives as charge, step by step. When the charge reaches a threshold, the neuron fires and the
threshold is taken off its charge.</p>
${figure}
${summary.code === "rate" ? RATE : TTFS}
<p>Why go to the trouble? A spike needs no multiplication: the neurons that receive it just add a
weight. And where nothing fires there is nothing to do, so chips built for spikes can rest.</p>
</section>`;
}

const RATE = markup`<p>Here a number is told by <em>how often</em> a neuron fires: one that fires in
30 of 100 steps stands for a number three times as large as one that fires in 10. A few steps give a
rough answer, more steps a better one, which is why the answers below get better with time.</p>`;

const TTFS = markup`<p>Here a number is told by <em>when</em> a neuron fires: each fires at most
once, and the earlier it does, the larger the number it stands for. The answer is there as soon as
enough of the neurons have fired.</p>`;
