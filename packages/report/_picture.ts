import { encode } from "fast-png";
import type { Picture } from "./report_data.ts";

/** Larger pictures are shrunk by whole factors until neither side exceeds it. */
const LARGEST = 96;

/** A picture as an address that holds it. */
export function pictureUri(picture: Picture): string {
  const { width, height, channels, data } = shrunk(picture);
  const png = encode({ width, height, channels, depth: 8, data }, { zlib: { level: 9 } });
  return `data:image/png;base64,${base64(png)}`;
}

/** Means over squares of pixels. */
function shrunk(picture: Picture): Picture {
  const { width, height, channels, data } = picture;
  const factor = Math.ceil(Math.max(width, height) / LARGEST);
  if (factor <= 1) return picture;
  const [w, h] = [Math.floor(width / factor), Math.floor(height / factor)];
  const small = new Uint8Array(w * h * channels);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let dy = 0; dy < factor; dy++) {
          for (let dx = 0; dx < factor; dx++) {
            sum += data[((y * factor + dy) * width + x * factor + dx) * channels + c];
          }
        }
        small[(y * w + x) * channels + c] = Math.round(sum / factor ** 2);
      }
    }
  }
  return { width: w, height: h, channels, data: small };
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
