/**
 * Told of a chart as soon as it is drawn.
 *
 * @param name What its file may be called, without an ending.
 * @param svg The drawing.
 */
export type ChartListener = (name: string, svg: string) => void;
