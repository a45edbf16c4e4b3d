import { DEFAULT_RECIPE } from "@snnkit/convert";
import { inWorkplace } from "./_run_snn.ts";
import { MNIST_CNN } from "./_test_models.ts";

const RUN = ["run", MNIST_CNN, "--data", "mnist", "--calibrate", "mnist:train", "--out", "results"];
const CONVERT = ["convert", MNIST_CNN, "--calibrate", "mnist:train", "-o", "net.snn"];

/** What is wrong on a command line, and what the message must hold. */
const WRONG: readonly (readonly [words: readonly string[], ...string[]])[] = [
  [["rum"], '"snn rum" as there is no such command, did you mean "snn run"?', "snn -h"],
  [["frobnicate"], "there is no such command", "inspect, convert, run"],
  [["map", "net.snn"], '"snn map" as this version does not have it yet'],
  [["train", "plif2021"], "does not have it yet"],
  [["inspect"], "takes one MODEL: received none", "snn inspect -h"],
  [["inspect", "a.onnx", "b.onnx"], '"a.onnx", "b.onnx"'],
  [["run", "--data", "mnist"], "takes one MODEL: received none"],
  [["run", MNIST_CNN], "--data must name samples with labels", "--data mnist:test"],
  [["run", MNIST_CNN, "--data", "mnist"], "--calibrate must name samples", "mnist:train"],
  [["convert", MNIST_CNN, "-o", "net.snn"], "--calibrate must name samples"],
  [["convert", MNIST_CNN, "--calibrate", "mnist"], "-o must name the file to write"],
  [[...CONVERT.slice(0, -1), "net.onnx"], '"net.onnx" as the file\'s name must end in .snn'],

  [[...RUN, "--timestep", "5"], 'unknown option "--timestep", did you mean "--timesteps"?'],
  [
    [...RUN, "--calib-limit=5"],
    'unknown option "--calib-limit", did you mean "--calibrate-limit"?',
  ],
  [[...RUN, "--qqqqqq"], 'unknown option "--qqqqqq"\n'],
  [[...RUN, "-x"], 'unknown option "-x"\n', "snn run -h"],
  [["inspect", MNIST_CNN, "--data", "mnist"], 'unknown option "--data"'],
  [[...RUN, "--limit"], "--limit needs a value, N"],
  [[...RUN, "--limit", "--json"], "--limit needs a value, N"],
  [[...RUN, "--data", "mnist:train"], "--data is given twice"],
  [[...RUN, "--limit", "ten"], '--limit must be a whole number ≥ 1: received "ten"'],
  [[...RUN, "--limit", "0"], "--limit must be a whole number ≥ 1"],
  [[...RUN, "--limit", "2.5"], "--limit must be a whole number ≥ 1"],
  [[...RUN, "--offset", "-1"], '--offset must be a whole number ≥ 0: received "-1"'],
  [[...RUN, "--timesteps", "0"], "--timesteps must be a whole number from 1 to 65535"],
  [[...RUN, "--timesteps", "65536"], "--timesteps must be a whole number from 1 to 65535"],
  [[...RUN, "--timesteps", "0x10"], "--timesteps must be a whole number"],
  [[...RUN, "--percentile", "101"], "--percentile must be a number from 0 to 100"],
  [[...RUN, "--seed", "-3"], "--seed must be a whole number"],
  [[...RUN, "--threads", "0"], "--threads must be a whole number from 1 to 256"],
  [[...RUN, "--batch", "1e9"], "--batch must be a whole number from 1 to 4096"],
  [[...RUN, "--scale", "0"], "--scale must be a number or a fraction, not 0"],
  [[...RUN, "--scale", "1/0"], "--scale must be a number or a fraction, not 0"],
  [[...RUN, "--mean", "0.5,,0.5"], "--mean must be numbers separated by commas"],
  [[...RUN, "--std", "a,b,c"], "--std must be numbers separated by commas"],
  [[...RUN, "--channels", "grb"], '--channels must be one of rgb, bgr: received "grb"'],
  [[...RUN, "--engine", "quick"], "--engine must be one of auto, event, dense, reference"],
  [
    [...RUN, "--readout", "mean"],
    "--readout must be one of count, membrane, softmax, softmax-clocked",
  ],
  [[...RUN, "--recipe", "magic"], 'received "magic"', "hint: choose from ", '"rueckauer2017"'],
  [[...RUN, "--resume"], "no interrupted run has left its run.resume"],
  [["run", MNIST_CNN, "--data", "mnist", "--resume"], "--out must name the folder"],

  [[...RUN, "--code", "phase"], "--code must be one of rate, ttfs"],
  [[...RUN, "--code", "ttfs", "--recipe", "hu2018"], "its code must be ttfs: received rate"],
  [[...RUN, "--code", "rate", "--recipe", "ttfs-exact"], "its code must be rate: received ttfs"],
  [[...RUN, "--code", "ttfs", "--stop", "margin=0.5"], "mean something to it: received --stop"],
  [[...CONVERT, "--code", "ttfs", "--timesteps", "8"], "first spikes come at any time"],
  [[...RUN, "--jitter", "0.1"], "mean something to it: received --jitter", "these are for --code"],
  [[...RUN, "--code", "ttfs", "--percentile", "99"], "--percentile (of rueckauer2017"],
  [[...RUN, "--recipe", "ttfs-rueckauer2018", "--engine", "dense"], "neurons have no windows"],
  [[...RUN, "--code", "ttfs", "--engine", "dense", "--missing", "0.1"], "Cannot disturb spikes"],
  [[...RUN, "--precision", "i8"], "--precision must be one of f32, i16"],
  [[...RUN, "--neuron", "binary"], "--neuron must be one of signed, unsigned"],
  [[...RUN, "--stop", "margin=2"], '--stop margin=X needs X from 0 to 1: received "2"'],
  [[...RUN, "--stop", "entropy=low"], '--stop entropy=X needs a number X ≥ 0: received "low"'],
  [[...RUN, "--stop", "soon"], "--stop must be none, first-spike, margin=X or entropy=X: received"],
  [[...RUN, "--stop", "first-spike"], "those of --readout membrane never do"],
  [[...RUN, "--output-rate", "0"], "--output-rate must be a number from 0.001 to 1"],
  [
    [...CONVERT, "--shortcuts", "naive"],
    `"${DEFAULT_RECIPE}" as it must take every option given: received --shortcuts (of hu2018)`,
    "hint: give --recipe hu2018",
  ],
  [[...RUN, "--per-chanel"], 'unknown option "--per-chanel", did you mean "--per-channel"?'],
  [[...RUN, "--initial-potential", "-2"], "--initial-potential must be a number from -1 to 1"],
  [[...CONVERT, "--neuron", "binary"], "--neuron must be one of signed, unsigned"],
];

Deno.test("snn refuses what cannot be meant, saying what can", async () => {
  await inWorkplace(async ({ refuses }) => {
    for (const [words, ...mentions] of WRONG) await refuses(words, ...mentions);
  });
});

Deno.test("snn names all wrong options at once", async () => {
  await inWorkplace(async ({ refuses }) => {
    const wrong = ["--limits", "3", "--timesteps", "x", "--engine", "sparse"];
    await refuses([...RUN, ...wrong], '"--limits"', "--timesteps must", "--engine must");
  });
});
