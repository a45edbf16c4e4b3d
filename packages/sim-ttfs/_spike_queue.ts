/** Something that happens at a time. */
export interface Timed {
  /** When. */
  readonly time: number;
}

/** What is to happen, earliest first; what is of one time in the order in which it came. */
export interface SpikeQueue<E extends Timed> {
  /** Adds an event. */
  readonly push: (event: E) => void;
  /** Takes the earliest event; undefined where there is none. */
  readonly pop: () => E | undefined;
}

/** An empty queue: a binary heap. */
export function createSpikeQueue<E extends Timed>(): SpikeQueue<E> {
  const heap: { readonly event: E; readonly order: number }[] = [];
  let pushed = 0;
  const isBefore = (a: number, b: number): boolean => {
    const [one, other] = [heap[a], heap[b]];
    return one.event.time < other.event.time ||
      (one.event.time === other.event.time && one.order < other.order);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b], heap[a]];
  };
  const push = (event: E): void => {
    heap.push({ event, order: pushed++ });
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isBefore(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const pop = (): E | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length === 0) return first.event;
    heap[0] = last;
    for (let at = 0;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(child, least)) least = child;
      }
      if (least === at) return first.event;
      swap(at, least);
      at = least;
    }
  };
  return { push, pop };
}
