import { timeToReach } from "@snnkit/metrics";
import { figureMarkup } from "./_figure.ts";
import { percent, plural, short, three } from "./_format.ts";
import { hasOriginal } from "./_has_original.ts";
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

/** Title, verdict and the numbers that matter most. */
export function headSection({ summary, data }: ReportData): Markup {
  const [first, ...others] = verdict(summary);
  return markup`<header>
<p class="kicker">A trained network, made of spikes</p>
<h1>${breakable(modelName(summary.model))}</h1>
<p class="lead">${first}</p>
</header>
${keyNumbers(summary)}
<ul class="plain">${others.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
<section id="what" aria-labelledby="what-title">
<h2 id="what-title">What was done</h2>
${whatWasDone(summary, data)}
</section>`;
}

function whatWasDone(summary: ReportData["summary"], data: string | undefined): Markup {
  const { model, recipe } = summary;
  const samples = plural(summary.samples, "sample");
  const steps = plural(summary.timesteps, "time step");
  const source = data === undefined ? NOTHING : markup` of <code>${data}</code>`;
  const noted = markup`and its answer was noted after every step.`;
  if (!hasOriginal(summary)) {
    return markup`<p>The spiking network <code>${model}</code> classified ${samples}${source}.
It had ${steps} for each, ${noted}</p>`;
  }
  return markup`<p>The trained network <code>${model}</code> was turned into a network of spiking
neurons with the recipe <code>${recipe}</code>. Both then classified the same ${samples}${source}.
The spiking network had ${steps} for each, ${noted}</p>
<p>In what follows <span class="s">this colour is the spiking network</span> and
<span class="o">this one the original</span>.</p>`;
}

function keyNumbers(summary: ReportData["summary"]): Markup {
  const { samples, timesteps, ann, snn, operations, spikes } = summary;
  const curve = summary.curve.map((point) => ({ ...point, accuracy: point.correct / samples }));
  const settled = timeToReach(curve, 0.99 * snn.accuracy);
  const time = markup`<div><dt>Nearly there at step</dt>
<dd>${
    settled ?? "–"
  } <small>of ${timesteps}: within 1\u00a0% of the final accuracy</small></dd></div>`;
  const [second, last] = hasOriginal(summary)
    ? [
      markup`<div><dt>Original network</dt>
<dd class="o">${
        percent(ann.accuracy)
      } <small>${ann.correct} of ${samples} right</small></dd></div>`,
      markup`<div><dt>Operations</dt>
<dd>${three(operations.synapticOps / operations.annMacs)}\u00a0×
<small>additions per multiply-add of the original</small></dd></div>`,
    ]
    : [
      markup`<div><dt>Spikes</dt>
<dd>${short(spikes.perSample)} <small>per sample</small></dd></div>`,
      markup`<div><dt>Operations</dt>
<dd>${short(operations.synapticOps)} <small>additions per sample</small></dd></div>`,
    ];
  return markup`<dl class="keys">
<div><dt>Spiking network</dt>
<dd class="s">${percent(snn.accuracy)} <small>${snn.correct} of ${samples} right</small></dd></div>
${second}
${time}
${last}
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
${summary.recipeOptions?.neuron === "signed" ? SIGNED : ""}
<p>Why go to the trouble? A spike needs no multiplication: the neurons that receive it just add a
weight. And where nothing fires there is nothing to do, so chips built for spikes can rest.</p>
</section>`;
}

const RATE = markup`<p>Here a number is told by <em>how often</em> a neuron fires: one that fires in
30 of 100 steps stands for a number three times as large as one that fires in 10. A few steps give a
rough answer, more steps a better one, which is why the answers below get better with time.</p>`;

const SIGNED =
  markup`<p>The neurons of this network can also take a spike back. One that has sent too
many, because what speaks against them came late, sends a <em>negative spike</em>, which counts as one
less. So a few steps are enough for a good answer.</p>`;

const TTFS = markup`<p>Here a number is told by <em>when</em> a neuron fires: each fires at most
once, and the earlier it does, the larger the number it stands for. The answer is there as soon as
enough of the neurons have fired.</p>`;
