/**
 * The event engine on a spiking ResNet-20 for 32×32 images, with random weights and about 10 %
 * spikes per neuron and step, T = 256. Prints synaptic additions a second besides the times.
 *
 *     deno bench packages/sim-rate/event_bench.ts
 */
import { graphBuilder, type NodeId, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork } from "@snnkit/sim";
import { createRandom, sizeOf, tensor } from "@snnkit/tensor";
import { createEventSimulator } from "./mod.ts";

function resNet20(seed: number): RateGraph {
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("resnet-20");
  const draw = (shape: readonly number[], mean: number, deviation: number) =>
    tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => mean + deviation * random.normal()),
    );
  const fire = (x: NodeId): NodeId =>
    net.add({
      kind: "if",
      threshold: tensor([1], [+(Deno.env.get('TH')??'1.75')]),
      initial: tensor([1], [0.5]),
      reset: "subtract",
      unit: tensor([1], [1]),
    }, x);
  const conv = (x: NodeId, from: number, to: number, k: number, stride: number): NodeId =>
    net.add({
      kind: "conv2d",
      weight: draw([to, from, k, k], 0, 1 / Math.sqrt(from * k * k)),
      bias: draw([to], 0.1, 0.05),
      stride: [stride, stride],
      padding: k === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
    }, x);

  let x = fire(conv(net.input([3, 32, 32]), 3, 16, 3, 1));
  let channels = 16;
  for (const width of [16, 32, 64]) {
    for (let block = 0; block < 3; block++) {
      const stride = width !== channels ? 2 : 1;
      const inner = fire(conv(x, channels, width, 3, stride));
      const shortcut = stride === 2 ? conv(x, channels, width, 1, 2) : x;
      x = fire(net.add({ kind: "add" }, conv(inner, width, width, 3, 1), shortcut));
      channels = width;
    }
  }
  const pooled = net.add({
    kind: "avgPool2d",
    kernel: [8, 8],
    stride: [8, 8],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    ceilMode: false,
    countPadding: false,
  }, x);
  const features = net.add({ kind: "reshape", shape: [64] }, pooled);
  const weight = draw([10, 64], 0, 0.1);
  return net.finish(fire(net.add({ kind: "dense", weight, bias: draw([10], 0, 0.1) }, features)));
}

const timesteps = 256;
const network = compileNetwork(resNet20(0));
import process from "node:process"; const cpu=()=>{const u=process.cpuUsage();return (u.user+u.system)/1000;};
const files = Deno.args.filter(a=>a.endsWith(".wasm")); const N=+(Deno.env.get("N")??15);
const inst = WebAssembly.instantiate; const sims=[];
for (const f of files) { const m=new WebAssembly.Module(Deno.readFileSync(f)); (WebAssembly as any).instantiate=async(_:any,i:any)=>new WebAssembly.Instance(m,i); sims.push(await createEventSimulator(network,{timesteps})); }
const random = createRandom(1);
const sample = Float32Array.from({ length: 3 * 32 * 32 }, () => 0.3 * random.uniform());
const times:number[][]=files.map(()=>[]); let adds=0; let rate=0;
for (let r=0;r<N;r++) for (let i=0;i<sims.length;i++){ const t0=cpu(); const rec=sims[i].simulate(sample); times[i].push((cpu()-t0)); adds=rec.synapticOps.reduce((a,b)=>a+b,0); rate=rec.spikes.reduce((a,b)=>a+b,0)/sims[i].layers.reduce((s,l)=>s+l.neurons,0)/timesteps;}
console.log("rate",rate.toFixed(4),"adds",(adds/1e9).toFixed(3));
files.forEach((f,i)=>{const s=times[i].sort((a,b)=>a-b); console.log(f.split("/").pop(), "min",s[0].toFixed(1),"q1",s[Math.floor(s.length/4)].toFixed(1),"G/s",(adds/s[0]/1e6).toFixed(2));});
