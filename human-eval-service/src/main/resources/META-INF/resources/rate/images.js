// Images are loaded and decoded before they are shown, all of a page at once: neither order nor time of appearance
// tells anything. All are enlarged alike.

import { get, Problem } from './api.js';
import { create } from './dom.js';

const SMALLEST = 44; // CSS pixels of a cell; still easy to touch
const FRAME = 2; // padding of .cell
const ATTEMPTS = 3;

const loads = new Map();

/** Resolves with the image's element, decoded; it is asked for once, also when it was asked for in advance. */
export function load(address) {
  if (!loads.has(address)) {
    const load = fetchImage(address);
    loads.set(address, load);
    load.catch(() => loads.delete(address));
  }
  return loads.get(address);
}

async function fetchImage(address) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const image = create('img', { src: address, alt: '', draggable: false });
    try {
      await image.decode();
      return image;
    } catch {
      await get(address); // waits for the network, or says why there is no image
    }
  }
  throw new Problem(0, { message: 'An image could not be loaded; please reload the page.' });
}

/** Noise of the page's shape that covers an image which was shown long enough. */
export function mask({ width, height }) {
  const canvas = create('canvas', { width, height });
  const context = canvas.getContext('2d');
  const noise = context.createImageData(width, height);
  for (let i = 0; i < noise.data.length; i += 4) {
    noise.data.fill(Math.random() * 256, i, i + 3);
    noise.data[i + 3] = 255;
  }
  context.putImageData(noise, 0, 0);
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}

/**
 * Sizes the images of a page: as large as the window allows, by a whole number of the screen's pixels, in fewer columns
 * where they would be smaller than they are.
 */
export function fit(stage, { width, height, columns }, count) {
  const gap = parseFloat(getComputedStyle(stage).columnGap) || 0;
  const room = document.documentElement.clientWidth - 16;
  const share = many => (room - (many - 1) * gap) / many - 2 * FRAME;
  let across = Math.min(columns, count);
  while (across > 1 && share(across) < Math.max(width, SMALLEST - 2 * FRAME)) across--;
  const rows = Math.ceil(count / across);
  const alone = count === 1;
  const high = (innerHeight - (alone ? 300 : 260)) / rows - gap - 2 * FRAME;
  const largest = Math.max(alone ? 448 : 224, innerHeight * (alone ? 0.4 : 0.16));
  const wanted = Math.min(largest, share(across), Math.max(high * width / height, SMALLEST + width));
  const screen = devicePixelRatio || 1;
  const factor = (Math.floor(wanted * screen / width) || wanted * screen / width) / screen;
  stage.style.setProperty('--width', width * factor + 'px');
  stage.style.setProperty('--height', height * factor + 'px');
  stage.style.gridTemplateColumns = `repeat(${across}, auto)`;
  return across;
}
