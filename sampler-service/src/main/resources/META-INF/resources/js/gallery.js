// The gallery: the latest checkpoint, a run's checkpoints by slider, the way between seeds, and the list of all.

import {epochName, label, scores, showList, showRuns} from './checkpoints.js';
import {Picture} from './picture.js';

const PERIOD_MS = 3000;
const HIDDEN_PERIOD_MS = 15000;
const IMAGES = 64;
const SIDE = 8;
/** Small enough for a narrow screen without a scrolled page, large enough to see something. */
const WIDTH = 512;

const place = (id) => document.getElementById(id);
const latest = new Picture('latest');
const training = new Picture('training');
const way = new Picture('way');
let known = [];
let lastTold = '';

const runs = () => [...new Set(known.map((one) => one.runId))];
const ofRun = () => known.filter((one) => one.runId === place('run').value);
const chosen = () => ofRun()[Number(place('step').value)];
const scale = (checkpoint, across) =>
  Math.min(16, Math.max(1, Math.round(WIDTH / (across * checkpoint.width))));

async function refresh() {
  try {
    const response = await fetch('api/checkpoints');
    if (!response.ok) {
      throw new Error(`api/checkpoints: ${response.status}`);
    }
    const told = await response.text();
    if (told !== lastTold) {
      update(JSON.parse(told));
      lastTold = told;
    }
    tell('Live', 'live');
  } catch {
    tell('The sampler does not answer', 'lost');
  }
  setTimeout(refresh, document.hidden ? HIDDEN_PERIOD_MS : PERIOD_MS);
}

function tell(text, state) {
  if (place('connection').textContent !== text) {
    place('connection').textContent = text;
    place('connection').className = `pill ${state}`;
  }
}

function update(checkpoints) {
  const before = chosen();
  const followed = !before || (before === ofRun().at(-1) && before.runId === known.at(-1).runId);
  known = checkpoints;
  place('empty').hidden = known.length > 0;
  place('gallery').hidden = known.length === 0;
  if (known.length === 0) {
    return;
  }
  showLatest();
  choose(followed ? known.at(-1) : known.find((one) => one.checkpointId === before.checkpointId) ?? known.at(-1));
}

/** Puts run and slider to a checkpoint. */
function choose(checkpoint) {
  showRuns(place('run'), runs(), checkpoint.runId);
  const steps = ofRun();
  place('step').max = steps.length - 1;
  place('step').disabled = steps.length === 1;
  place('step').value = steps.indexOf(checkpoint);
  showChosen();
}

function showLatest() {
  const checkpoint = known.at(-1);
  latest.show('grid.png', {checkpoint: checkpoint.checkpointId, seed: 0, count: IMAGES, columns: SIDE,
    scale: scale(checkpoint, SIDE)}, `${IMAGES} images of ${label(checkpoint)}`, label(checkpoint));
}

function showChosen() {
  const checkpoint = chosen();
  place('step-name').textContent = `${epochName(checkpoint)} (${Number(place('step').value) + 1} of ${ofRun().length})`;
  place('step').setAttribute('aria-valuetext', [epochName(checkpoint), scores(checkpoint)].filter(Boolean).join(', '));
  offerClasses(checkpoint.classes ?? 0);
  showTraining(checkpoint);
  showWay(checkpoint);
  showList(place('list'), known, checkpoint, choose);
}

function offerClasses(classes) {
  place('class-choice').hidden = classes === 0;
  if (place('class').length !== classes + (classes > 0)) {
    const options = classes === 0 ? [] : [new Option('all', ''), ...Array.from({length: classes}, (_, i) => new Option(i))];
    place('class').replaceChildren(...options);
  }
}

function showTraining(checkpoint) {
  if (!place('training').checkValidity()) {
    training.complain('The seed must be a whole number, and the truncation a number from 0.');
    return;
  }
  const seed = place('seed').value;
  training.show('grid.png', {checkpoint: checkpoint.checkpointId, seed, count: IMAGES, columns: SIDE,
    scale: scale(checkpoint, SIDE), class: place('class').value, truncation: place('truncation').value},
  `${IMAGES} images of seed ${seed} by ${label(checkpoint)}`, label(checkpoint));
}

function showWay(checkpoint) {
  if (!place('way').checkValidity()) {
    way.complain('Write two or more seeds with commas between them, and 1 to 32 steps.');
    return;
  }
  const seeds = place('seeds').value.replaceAll(' ', '');
  way.show('interpolation.png', {checkpoint: checkpoint.checkpointId, seeds, steps: place('steps').value,
    scale: Math.min(16, Math.max(1, Math.round(56 / checkpoint.height))), class: place('class').value},
  `Images on the way between the seeds ${seeds} by ${label(checkpoint)}`, `Seeds ${seeds}: ${label(checkpoint)}`);
}

for (const id of ['training', 'way']) {
  place(id).addEventListener('submit', (event) => event.preventDefault());
}
place('run').addEventListener('change', () => choose(ofRun().at(-1)));
place('step').addEventListener('input', showChosen);
for (const id of ['seed', 'class', 'truncation', 'seeds', 'steps']) {
  place(id).addEventListener('change', showChosen);
}
refresh();
