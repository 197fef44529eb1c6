// What is going on: training runs, the evaluation under way, notes.

import {element, show} from './dom.js';
import * as format from './format.js';

const OVER = ['COMPLETED', 'FAILED'];
const NOTES_SHOWN = 4;

export function showTraining(place, runs) {
  const active = runs.filter((run) => !OVER.includes(run.state));
  const shown = active.length ? active : runs.slice(-1);
  show(place, shown.length ? shown.map(training) : element('p', {class: 'hint'}, 'No training run has reported yet.'));
}

export function showEvaluating(place, {evaluating, waiting, waitingFor}) {
  const queue = waiting > 0 ? `${format.whole(waiting)} more waiting` : null;
  show(place, evaluating.length ? evaluating.map((one, i) => scoring(one, i === evaluating.length - 1 ? queue : null))
    : element('div', {class: 'task'},
      element('p', {class: 'title'}, element('span', {}, 'Scoring')),
      element('p', {class: 'detail'},
        queue ?? (waitingFor ? null : 'Nothing to score just now: waiting for the next checkpoint.'))),
  waitingFor ? element('p', {class: 'waiting'}, waitingFor) : null);
}

export function showNotes(place, notes) {
  show(place, notes.slice(0, NOTES_SHOWN).map((note) => element('li', {},
    element('time', {datetime: note.at}, format.clock(note.at)), note.text)));
}

function training(run) {
  const share = run.iterations ? run.iteration / run.iterations : 0;
  const pace = run.state === 'RUNNING' || run.state === 'CHECKPOINTED'
    ? [`${run.iterationsPerSecond.toFixed(1)} iterations/s`, `${format.duration(run.secondsLeft)} left`]
    : [run.state.toLowerCase()];
  return element('div', {class: 'task'},
    element('p', {class: 'title'},
      element('span', {}, `Training ${run.experiment}`),
      element('span', {}, `epoch ${run.epoch} of ${run.epochs}`)),
    element('progress', {max: 1, value: share, 'aria-label': `Training of ${run.runId}`}),
    element('p', {class: 'detail'}, [run.dataset, ...pace].join(' · ')),
    run.state === 'FAILED' && run.message ? element('p', {class: 'waiting'}, run.message) : null,
    losses(run.metrics ?? {}));
}

function losses(metrics) {
  const entries = Object.entries(metrics).sort(([a], [b]) => a.localeCompare(b));
  return entries.length === 0 ? null : element('p', {class: 'losses'},
    entries.map(([name, value]) => element('span', {}, `${name} `, element('b', {}, Number(value).toPrecision(3)))));
}

function scoring(running, queue) {
  const splits = running.splits > 0 ? `${running.splitsDone} of ${running.splits} splits` : null;
  const pace = running.imagesPerSecond > 0 ? `${format.whole(running.imagesPerSecond)} images/s` : null;
  return element('div', {class: 'task'},
    element('p', {class: 'title'},
      element('span', {}, running.kind === 'dataset' ? 'Scoring real images' : 'Scoring'),
      element('span', {}, `${format.whole(running.done)} of ${format.whole(running.samples)}`)),
    element('progress', {max: running.samples, value: running.done, 'aria-label': `Evaluation of ${running.subject}`}),
    element('p', {class: 'detail'}, [running.subject, splits, pace, queue].filter(Boolean).join(' · ')),
    running.waitingFor ? element('p', {class: 'waiting'}, running.waitingFor) : null);
}
