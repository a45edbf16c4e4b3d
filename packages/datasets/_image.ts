/** A decoded picture: grey or red, green, blue; bytes `[height, width, channels]`. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}
