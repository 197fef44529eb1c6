// The score over training as SVG: one line a run, error bars, the real images' score as a dashed line.

import {element, svg} from './dom.js';
import * as format from './format.js';

const MARGIN = {top: 18, right: 18, bottom: 40, left: 40};
const STAR = 'M0-9 2.6-3.1 9-2.5 4.2 1.8 5.6 8 0 4.7-5.6 8-4.2 1.8-9-2.5-2.6-3.1z';

/**
 * Draws into `place`.
 *
 * @param runs [{id, colour, points: [{id, epoch, mean, deviation, best, title}]}], points by epoch; deviation 0: no bar
 * @param real {mean, deviation} or null
 * @param name what the points are; lowest what they cannot be below; share of the width that the height is
 */
export function draw(place, runs, real, {name = 'Inception score', lowest = 1, share = 0.5} = {}) {
  const points = runs.flatMap((run) => run.points);
  const width = Math.max(260, place.clientWidth);
  const height = Math.round(Math.min(860 * share, Math.max(560 * share, width * share)));
  const scales = scalesFor(points, real, width, height, lowest);
  if (!points.length && !real) {
    place.replaceChildren(empty());
    return;
  }
  const label = summary(name, points, real);
  const picture = svg('svg', {viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': label},
    axes(scales, width, height),
    real && realLine(real, scales, width),
    runs.map((run) => line(run, scales)));
  const tip = element('div', {class: 'tip', 'aria-hidden': 'true', hidden: true});
  place.replaceChildren(picture, tip);
  for (const link of picture.querySelectorAll('a')) {
    const point = points.find((one) => one.id === link.dataset.id);
    const run = runs.find((one) => one.points.includes(point));
    for (const event of ['pointerenter', 'focus']) {
      link.addEventListener(event, () => showTip(tip, place, scales, run, point));
    }
    for (const event of ['pointerleave', 'blur']) {
      link.addEventListener(event, () => { tip.hidden = true; });
    }
  }
}

function scalesFor(points, real, width, height, lowest) {
  const tops = points.map((point) => point.mean + point.deviation);
  const bottoms = points.map((point) => point.mean - point.deviation);
  const highest = Math.max(lowest + 1e-3, ...(lowest === 1 ? [2] : []), ...tops, real ? real.mean + real.deviation : 0);
  const low = Math.min(lowest, ...bottoms);
  const high = highest + 0.07 * (highest - low);
  const step = niceStep((high - low) / 6);
  const epochs = Math.max(2, ...points.map((point) => point.epoch));
  return {
    x: (epoch) => MARGIN.left + (epoch / epochs) * (width - MARGIN.left - MARGIN.right),
    y: (value) => height - MARGIN.bottom - ((value - low) / (high - low)) * (height - MARGIN.top - MARGIN.bottom),
    low, high, step, epochs,
  };
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
}

function axes({x, y, low, high, step, epochs}, width, height) {
  const nodes = [];
  for (let tick = Math.ceil(low / step - 1e-9); tick * step <= high; tick++) {
    const value = tick * step;
    nodes.push(svg('line', {class: 'gridline', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value)}),
      svg('text', {x: MARGIN.left - 8, y: y(value) + 4, 'text-anchor': 'end'}, String(Number(value.toPrecision(6)))));
  }
  const epochStep = Math.max(1, niceStep(epochs / Math.min(10, width / 60)));
  for (let epoch = 0; epoch <= epochs; epoch += epochStep) {
    nodes.push(svg('text', {x: x(epoch), y: height - MARGIN.bottom + 18, 'text-anchor': 'middle'}, String(epoch)));
  }
  nodes.push(
    svg('line', {class: 'axis', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(low), y2: y(low)}),
    svg('text', {x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 3, 'text-anchor': 'middle'}, 'epoch'));
  return nodes;
}

function realLine(real, {y}, width) {
  const top = y(real.mean + real.deviation);
  const label = `real images ${format.score(real.mean)} ± ${format.score(real.deviation)}`;
  return [
    svg('rect', {class: 'real-band', x: MARGIN.left, width: width - MARGIN.left - MARGIN.right, y: top,
      height: y(real.mean - real.deviation) - top}),
    svg('line', {class: 'real-line', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(real.mean), y2: y(real.mean)}),
    svg('text', {class: 'real-label', x: MARGIN.left + 8, y: y(real.mean) - 7}, label),
  ];
}

function line(run, {x, y}) {
  const path = run.points.map((point, i) => `${i ? 'L' : 'M'}${x(point.epoch)} ${y(point.mean)}`).join('');
  return svg('g', {class: `run-${run.colour}`},
    svg('path', {class: 'run', d: path}),
    run.points.map((point) => mark(point, run, x(point.epoch), y)));
}

function mark(point, run, x, y) {
  const top = y(point.mean + point.deviation);
  const bottom = y(point.mean - point.deviation);
  const label = `${run.id}, epoch ${point.epoch}: ${value(point)}`
    + (point.best ? ', the best' : '');
  return svg('a', {href: `#${point.anchor}`, 'data-id': point.id, 'aria-label': label},
    point.deviation > 0
      && svg('path', {class: 'bar', fill: 'none', d: `M${x} ${top}V${bottom}M${x - 4} ${top}h8M${x - 4} ${bottom}h8`}),
    point.best
      ? svg('path', {class: 'star dot', d: STAR, transform: `translate(${x} ${y(point.mean)})`})
      : svg('circle', {class: 'dot', cx: x, cy: y(point.mean), r: 4.5}),
    svg('circle', {class: 'target', cx: x, cy: y(point.mean), r: 14}));
}

function showTip(tip, place, {x, y}, run, point) {
  tip.replaceChildren(
    element('strong', {}, `${value(point)}${point.best ? ' ★ best' : ''}`),
    element('div', {}, `${run.id} · epoch ${point.epoch}`),
    element('div', {}, point.title));
  tip.hidden = false;
  const left = Math.min(Math.max(0, x(point.epoch) - tip.offsetWidth / 2), place.clientWidth - tip.offsetWidth);
  const above = y(point.mean + point.deviation) - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 0 ? above : y(point.mean - point.deviation) + 12}px`;
}

const value = (point) =>
  format.score(point.mean) + (point.deviation > 0 ? ` ± ${format.score(point.deviation)}` : '');

function summary(name, points, real) {
  if (!points.length) {
    return `${name} over training: no checkpoint yet, real images ${format.score(real.mean)}.`;
  }
  const best = points.find((point) => point.best) ?? points[0];
  return `${name} over training: ${points.length} checkpoints, best ${format.score(best.mean)} at epoch `
    + `${best.epoch}${real ? `, real images ${format.score(real.mean)}` : ''}. The table below has all numbers.`;
}

function empty() {
  return element('div', {class: 'empty'},
    element('p', {}, 'No checkpoint has been scored yet'),
    element('p', {class: 'hint'}, 'The first score appears here as soon as there is one.'));
}
