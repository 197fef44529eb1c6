// What belongs together: scores of one dataset under one protocol, run by run.

import * as format from './format.js';

const COLOURS = 8;

/**
 * Groups checkpoints' scores that may be compared, the group with the newest score last:
 * [{key, label, runs, real, best, evaluations}]. Real images without a checkpoint are a group of their own.
 */
export function groups(evaluations) {
  const found = new Map();
  for (const evaluation of evaluations.filter((one) => one.subject === 'checkpoint')) {
    const key = keyOf(evaluation);
    const group = found.get(key) ?? {key, evaluations: []};
    found.delete(key);
    found.set(key, group);
    group.evaluations.push(evaluation);
  }
  const complete = [...found.values()].map((group) => withYardstick(group, evaluations));
  const lonely = evaluations.filter((one) => one.subject === 'dataset'
    && complete.every((group) => group.evaluations[0].dataset !== one.dataset));
  return [...lonely.map((real) => ({key: real.evaluationId, label: label(real), runs: [], real, evaluations: []})),
    ...complete];
}

function withYardstick(group, all) {
  const {dataset, protocol} = group.evaluations[0];
  const real = all.filter((one) => one.subject === 'dataset' && one.dataset === dataset
    && one.protocol.classifierSha256 === protocol.classifierSha256 && one.protocol.splits === protocol.splits
    && one.protocol.samples <= protocol.samples)
    .sort((a, b) => b.protocol.samples - a.protocol.samples)[0];
  return {
    ...group,
    label: label(group.evaluations[0]),
    runs: runs(group.evaluations),
    real: real ?? null,
    best: group.evaluations.find((one) => one.best),
  };
}

function runs(evaluations) {
  const byRun = new Map();
  for (const evaluation of evaluations) {
    byRun.set(evaluation.runId, [...(byRun.get(evaluation.runId) ?? []), evaluation]);
  }
  return [...byRun].map(([id, scores], i) => ({
    id,
    colour: i % COLOURS,
    points: scores.map(point).sort((a, b) => a.epoch - b.epoch),
  }));
}

function point(evaluation) {
  return {
    id: evaluation.evaluationId,
    anchor: anchor(evaluation),
    epoch: evaluation.epoch,
    mean: evaluation.inceptionScore.mean,
    deviation: evaluation.inceptionScore.standardDeviation,
    best: evaluation.best,
    title: format.protocol(evaluation.protocol, 12),
  };
}

/** The runs of a group by their distances, where there are any. */
export function distances(group) {
  const known = new Map((group?.evaluations ?? []).filter((one) => one.fid).map((one) => [one.evaluationId, one]));
  const lowest = Math.min(...[...known.values()].map((one) => one.fid.value));
  return (group?.runs ?? []).map((run) => ({...run, points: run.points.filter((one) => known.has(one.id)).map((one) => {
    const {fid, protocol} = known.get(one.id);
    const title = format.fidProtocol(fid, protocol);
    return {...one, mean: fid.value, deviation: 0, best: fid.value === lowest, title};
  })})).filter((run) => run.points.length);
}

/** Where the page shows a checkpoint's samples. */
export const anchor = (evaluation) => `checkpoint-${evaluation.checkpointId}`;

const label = ({dataset, protocol: p}) =>
  `${dataset} · ${p.samples.toLocaleString('en')} images · ${p.splits} splits · `
    + `${p.classifierName} ${p.classifierSha256.slice(0, 6)}`;

/** The same for everything that may be compared. */
export const keyOf = ({dataset, protocol: p}) =>
  [dataset, p.classifierSha256, p.samples, p.splits, p.order, p.seed, p.quantisation].join('|');
