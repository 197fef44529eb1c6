// The table of all scores, the figures above the chart, and the samples.

import {element, show} from './dom.js';
import * as format from './format.js';
import {anchor} from './scores.js';

export function showFigures(place, group, counts) {
  const {best, real} = group ?? {};
  const share = best && real ? Math.round((100 * best.inceptionScore.mean) / real.inceptionScore.mean) : null;
  show(place, [
    figure('Best checkpoint', best, best ? `${best.runId}, epoch ${best.epoch}` : 'none scored yet', 'best'),
    figure('Real test images', real, real ? `${real.dataset}, ${format.whole(real.protocol.samples)} images`
      : 'not scored yet'),
    plain('Best of real', share == null ? '–' : `${share} %`, 'share of the real images’ score',
      share == null ? null : `${format.protocol(best.protocol)}; real: ${format.protocol(real.protocol)}`),
    plain('Checkpoints scored', format.whole(counts.scored), counts.waiting ? `${format.whole(counts.waiting)} waiting`
      : 'none waiting'),
  ]);
}

/**
 * The runs, best first, and how scores and people's answers go together.
 *
 * @param board as /api/leaderboard gives it, or undefined
 * @param colours of the chart, by run
 */
export function showLeaderboard(rows, human, board, colours) {
  show(rows, (board?.runs ?? []).map((run) => element('tr', {},
    element('td', {class: 'number'}, String(run.rank)),
    element('th', {scope: 'row'},
      element('span', {class: `swatch run-${colours.get(run.runId) ?? 0}`}), ` ${run.runId}`),
    scoreCell(run.best),
    element('td', {class: 'number'}, String(run.best.epoch)),
    element('td', {}, run.best.checkpointId),
    fidCell(run.best),
    humanCell(run.best),
    element('td', {class: 'number'}, format.whole(run.checkpoints)))));
  const correlation = board?.humanCorrelation;
  human.hidden = !correlation;
  show(human, correlation ? element('span', {title: 'Over all checkpoints of this dataset and protocol that have both. '
    + format.protocol(board.protocol)}, `Score and human error rate over ${correlation.checkpoints} checkpoints: `
    + `Pearson’s correlation ${correlation.pearson.toFixed(2)}, Spearman’s `
    + `${correlation.spearman.toFixed(2)}.`) : null);
}

export function showRows(place, evaluations) {
  show(place, [...evaluations].reverse().map(row));
}

/**
 * The newest `limit` checkpoints and the best one. Adds what is new, so that pictures do not load again.
 */
export function showSamples(place, evaluations, limit) {
  const several = new Set(evaluations.map((one) => one.runId)).size > 1;
  const wanted = [...evaluations].reverse().filter((one, i) => i < limit || one.best);
  const present = new Map([...place.children].map((item) => [item.id, item]));
  const items = wanted.map((evaluation) => {
    const item = present.get(anchor(evaluation)) ?? sample(evaluation);
    caption(item, evaluation, several);
    return item;
  });
  if (items.some((item, i) => place.children[i] !== item) || items.length !== place.children.length) {
    place.replaceChildren(...items);
  }
}

function figure(title, evaluation, detail, kind) {
  const score = evaluation?.inceptionScore;
  return element('div', {class: `figure ${kind ?? ''}`},
    element('dt', {}, title),
    element('dd', {class: 'value', title: evaluation ? format.protocol(evaluation.protocol) : null},
      score ? format.score(score.mean) : '–',
      score ? element('small', {}, ` ± ${format.score(score.standardDeviation)}`) : null),
    element('dd', {class: 'detail'}, detail));
}

function plain(title, value, detail, hover) {
  return element('div', {class: 'figure'},
    element('dt', {}, title), element('dd', {class: 'value', title: hover}, value),
    element('dd', {class: 'detail'}, detail));
}

function row(evaluation) {
  const {protocol} = evaluation;
  const real = evaluation.subject === 'dataset';
  const subject = real ? `real ${evaluation.dataset} (${evaluation.split})` : evaluation.checkpointId;
  return element('tr', {class: real ? 'real' : null},
    element('th', {scope: 'row'}, subject, evaluation.best ? element('span', {class: 'badge'}, '★ best') : null),
    element('td', {class: 'number'}, real ? '' : String(evaluation.epoch)),
    scoreCell(evaluation),
    fidCell(evaluation),
    humanCell(evaluation),
    element('td', {class: 'number'}, format.whole(protocol.samples)),
    element('td', {class: 'number'}, String(protocol.splits)),
    element('td', {}, protocol.order),
    element('td', {class: 'number'}, real ? '' : protocol.seed),
    element('td', {}, protocol.quantisation),
    element('td', {title: protocol.classifierSha256}, `${protocol.classifierName} `,
      element('code', {}, protocol.classifierSha256.slice(0, 12))),
    element('td', {class: 'number'}, format.duration(evaluation.durationSeconds)),
    element('td', {}, element('time', {datetime: evaluation.completedAt}, format.moment(evaluation.completedAt))));
}

function scoreCell({inceptionScore: score, protocol}) {
  return element('td', {class: 'number', title: format.protocol(protocol)},
    `${score.mean.toFixed(3)} ± ${score.standardDeviation.toFixed(3)}`);
}

function fidCell({fid, protocol}) {
  return element('td', {class: 'number', title: fid ? format.fidProtocol(fid, protocol) : null},
    fid ? format.score(fid.value) : '–');
}

function humanCell({human}) {
  return element('td', {class: 'number', title: human ? format.humanProtocol(human) : null},
    human ? format.percent(human.errorRate) : '–');
}

function sample(evaluation) {
  const address = `grids/${encodeURIComponent(evaluation.checkpointId)}.png`;
  const picture = element('img', {src: address, loading: 'lazy', width: 462, height: 462,
    alt: `64 images generated by ${evaluation.checkpointId}`});
  const link = element('a', {class: 'picture', href: address}, picture);
  picture.addEventListener('error', () => link.replaceWith(element('div', {class: 'picture'},
    element('p', {class: 'gone'}, 'No picture: the checkpoint was pruned, or the sampler is away.'))));
  return element('li', {class: 'sample', id: anchor(evaluation)}, link, element('div', {class: 'caption'}));
}

function caption(item, evaluation, several) {
  const score = evaluation.inceptionScore;
  item.classList.toggle('best', evaluation.best);
  show(item.lastElementChild,
    element('p', {class: 'score', title: format.protocol(evaluation.protocol)},
      format.score(score.mean), element('small', {}, ` ± ${format.score(score.standardDeviation)}`)),
    element('p', {class: 'who'}, `epoch ${evaluation.epoch}`,
      evaluation.fid ? element('span', {title: format.fidProtocol(evaluation.fid, evaluation.protocol)},
        ` · FID ${format.score(evaluation.fid.value)}`) : null),
    several ? element('p', {class: 'who run-name'}, evaluation.runId) : null,
    evaluation.best ? element('span', {class: 'badge'}, '★ best') : null);
}
