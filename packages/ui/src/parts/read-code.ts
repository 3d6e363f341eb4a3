import decodeQR from "qr/decode.js";

/** Pictures are made no wider before they are read: a ticket in the hand fills half of that. */
const WIDTH_MAX = 800;

/** The text of a QR code in a picture or a frame of a camera; null when none is seen. */
export function readCode(source: CanvasImageSource, width: number, height: number): string | null {
  if (width === 0 || height === 0) return null;
  const scale = Math.min(1, WIDTH_MAX / width);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // The decoder says by throwing that there is no code to be seen.
    return null;
  }
}
