// Images that may be seen for a limited time: a cross to look at, the images for as many frames as the time has, then
// noise. The service is told before they are uncovered and never gives them out again.

import { post } from './api.js';

const CROSS_MILLIS = 600;

const frame = () => new Promise(requestAnimationFrame);
const wait = millis => new Promise(resolve => setTimeout(resolve, millis));

/** Resolves with the time (performance.now) at which the images appeared, once they are covered. */
export async function expose(stage, { token, exposureMillis }) {
  stage.dataset.phase = 'cross';
  await wait(CROSS_MILLIS);
  const before = await frame();
  const period = await frame() - before;
  await post(`/api/pages/${token}/exposed`, {});
  const from = await frame();
  stage.dataset.phase = 'shown';
  while (await frame() - from < exposureMillis - period / 2);
  stage.dataset.phase = 'covered';
  return from;
}
