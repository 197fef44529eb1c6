// Asks the service every second what is going on, and for all scores when there are new ones.

import {draw} from './chart.js';
import {element, show} from './dom.js';
import * as format from './format.js';
import {showEvaluating, showNotes, showTraining} from './now.js';
import {distances, groups, keyOf} from './scores.js';
import {showFigures, showLeaderboard, showRows, showSamples} from './table.js';

const PERIOD_MS = 1000;
const HIDDEN_PERIOD_MS = 5000;
const SAMPLES_AT_FIRST = 24;
const LINKS = {sampler: 'Sampler', trainer: 'Trainer', humanEval: 'Human evaluation'};

const place = (id) => document.getElementById(id);
let evaluations = [];
let boards = [];
let lastTold = null;
let version = -1;
let waiting = 0;
let chosen = null;
let samplesShown = SAMPLES_AT_FIRST;

async function ask(path) {
  const response = await fetch(path, {headers: {Accept: 'application/json'}});
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return response.json();
}

async function refresh() {
  const progress = await ask('api/progress');
  showTraining(place('training'), progress.training);
  showEvaluating(place('evaluating'), progress);
  showNotes(place('notes'), progress.notes);
  showLinks(progress.links);
  place('trouble').hidden = !progress.trouble;
  place('trouble').textContent = progress.trouble ?? '';
  if (progress.version !== version || progress.waiting !== waiting) {
    waiting = progress.waiting;
    if (progress.version !== version) {
      [evaluations, boards] = await Promise.all([ask('api/evaluations'), ask('api/leaderboard')]);
      tellNews();
      version = progress.version;
    }
    showScores();
  }
}

function showScores() {
  const all = groups(evaluations);
  const group = all.find((one) => one.key === chosen) ?? all.at(-1);
  showTabs(all, group);
  const scored = group?.evaluations ?? [];
  showFigures(place('figures'), group, {scored: scored.length, waiting});
  showRows(place('rows'), evaluations);
  const board = boards.find((one) => keyOf(one) === group?.key);
  const colours = new Map((group?.runs ?? []).map((run) => [run.id, run.colour]));
  showLeaderboard(place('runs'), place('human'), board, colours);
  place('leaderboard-section').hidden = !board;
  place('samples-section').hidden = scored.length === 0;
  place('table-section').hidden = evaluations.length === 0;
  showSamples(place('samples'), scored, samplesShown);
  place('more').hidden = scored.length <= samplesShown;
  place('more').textContent = `Show all ${format.whole(scored.length)}`;
  drawChart(group);
}

function drawChart(group) {
  const real = group?.real?.inceptionScore;
  draw(place('chart'), group?.runs ?? [], real ? {mean: real.mean, deviation: real.standardDeviation} : null);
  drawDistances(group);
  show(place('legend'),
    (group?.runs ?? []).map((run) => element('li', {}, element('span', {class: `swatch run-${run.colour}`}), run.id)));
}

function drawDistances(group) {
  const runs = distances(group);
  place('fid-chart').hidden = runs.length === 0;
  place('no-fid').hidden = runs.length > 0;
  if (runs.length) {
    draw(place('fid-chart'), runs, null, {name: 'FID', lowest: 0, share: 0.25});
  }
}

function showTabs(all, current) {
  place('protocols').hidden = all.length < 2;
  place('protocols').replaceChildren(...all.map((group) => {
    const button = element('button', {type: 'button', class: 'button', 'aria-pressed': String(group === current)}, group.label);
    button.addEventListener('click', () => {
      chosen = group.key;
      showScores();
    });
    return button;
  }));
}

function showLinks(links) {
  show(place('links'), Object.entries(LINKS).filter(([name]) => links[name])
    .map(([name, text]) => element('a', {href: links[name]}, text)));
}

function tellNews() {
  const last = evaluations.at(-1);
  const known = lastTold;
  lastTold = last?.evaluationId;
  if (version >= 0 && last && lastTold !== known) {
    const subject = last.checkpointId ?? `real ${last.dataset}`;
    place('news').textContent = `${subject}: Inception score ${format.score(last.inceptionScore.mean)}`;
  }
}

async function follow() {
  const connection = place('connection');
  try {
    await refresh();
    connection.className = 'pill live';
    connection.textContent = 'Live';
  } catch {
    connection.className = 'pill lost';
    connection.textContent = 'Connection lost, trying again';
  }
  setTimeout(follow, document.hidden ? HIDDEN_PERIOD_MS : PERIOD_MS);
}

place('more').addEventListener('click', () => {
  samplesShown = Infinity;
  showScores();
});

let drawnWidth = 0;
new ResizeObserver(() => {
  if (place('chart').clientWidth !== drawnWidth) {
    drawnWidth = place('chart').clientWidth;
    showScores();
  }
}).observe(place('chart'));
follow();
