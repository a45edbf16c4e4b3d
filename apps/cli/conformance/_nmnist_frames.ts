import { type Dataset, maybeGunzip } from "@snnkit/datasets";

/** Frames of one recording: thirds of its duration. */
const FRAMES = 3;
/** Values of a frame, `[2, 34, 34]`: polarity, y, x. */
const FRAME = 2 * 34 * 34;

/**
 * The events of N-MNIST recordings, counted over thirds of their duration.
 *
 * @param archive The shared file `events/nmnist_small_slayer.tar.gz`.
 * @param list `"train1K"` or `"test100"`.
 * @param limit Recordings at most.
 */
export function nmnistFrames(archive: Uint8Array, list: string, limit = Infinity): Dataset {
  const files = new Map(untar(maybeGunzip(archive)));
  const table = new TextDecoder().decode(files.get(`NMNISTsmall/${list}.txt`)!);
  const rows = table.trim().split("\n").slice(1, 1 + limit)
    .map((line) => line.split(/\s+/).map(Number));
  const samples = new Float32Array(rows.length * FRAMES * FRAME);
  rows.forEach(([recording], i) => {
    const frames = samples.subarray(i * FRAMES * FRAME, (i + 1) * FRAMES * FRAME);
    countEvents(files.get(`NMNISTsmall/${recording}.bs2`)!, frames);
  });
  const count = rows.length * FRAMES;
  return {
    shape: [2, 34, 34],
    count,
    labels: Int32Array.from({ length: count }, (_, frame) => rows[Math.floor(frame / FRAMES)][1]),
    findings: [],
    sampleAt: (index, into = new Float32Array(FRAME)) => {
      into.set(samples.subarray(index * FRAME, (index + 1) * FRAME));
      return into;
    },
  };
}

/** Names and contents of the files of a tar archive. */
function* untar(bytes: Uint8Array): Generator<[name: string, content: Uint8Array]> {
  const text = (from: number, length: number): string =>
    new TextDecoder().decode(bytes.subarray(from, from + length)).split("\0", 1)[0];
  for (let at = 0; bytes[at] > 0;) {
    const size = parseInt(text(at + 124, 12), 8);
    yield [text(at, 100), bytes.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Counts events of five bytes, `x, y, p << 7 | t22…16, t15…8, t7…0`, into the frames. */
function countEvents(events: Uint8Array, frames: Float32Array): void {
  const time = (at: number): number =>
    (events[at + 2] & 127) << 16 | events[at + 3] << 8 | events[at + 4];
  const duration = time(events.length - 5) + 1;
  for (let at = 0; at < events.length; at += 5) {
    const [x, y, polarity] = [events[at], events[at + 1], events[at + 2] >> 7];
    const frame = Math.min(FRAMES - 1, Math.floor(time(at) * FRAMES / duration));
    frames[frame * FRAME + (polarity * 34 + y) * 34 + x]++;
  }
}
