// Charts as SVG whose horizontal positions are percentages: they fit any width, and their text keeps its size.

const SVG = 'http://www.w3.org/2000/svg';
const LEFT = 2;
const SPAN = 96;

function shape(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function chart(height, label) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'chart');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('height', height);
  svg.setAttribute('width', '100%');
  return svg;
}

/** Round numbers that span these values, and the steps between them. */
export function axis(values, most = 5) {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (low === high) [low, high] = [low - Math.abs(low || 1) * .1, high + Math.abs(high || 1) * .1];
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find(factor => factor * power >= raw * .999);
  const first = Math.floor(low / step + 1e-9) * step;
  const ticks = [];
  for (let i = 0; ticks.length === 0 || ticks.at(-1) < high - step * 1e-6; i++) ticks.push(first + i * step);
  return { low: first, high: ticks.at(-1), ticks, step };
}

const tidy = (value, step) => value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / 10 ** Math.floor(Math.log10(step)) === 2.5 ? 1 : 0)));

/**
 * Estimates with their intervals below each other, all on one scale; a broken line marks a value to compare with.
 *
 * @param rows [{label, text, estimate, low, high, strong}]; without low and high only the estimate is drawn
 * @param options {label, unit, mark, width}: unit multiplies nothing, it is written after the numbers; where the width in
 *   pixels is too small for a row's two texts beside each other, they stand below each other
 */
export function forest(rows, { label, unit = '', mark, width }) {
  const known = rows.filter(row => row.estimate !== null && row.estimate !== undefined);
  const scale = axis([...known.flatMap(row => [row.low ?? row.estimate, row.high ?? row.estimate]),
    ...(mark === undefined ? [] : [mark])]);
  const x = value => `${LEFT + SPAN * (value - scale.low) / (scale.high - scale.low)}%`;
  const stacked = Math.max(...rows.map(row => row.label.length + row.text.length)) * 8.5 > width;
  const every = stacked ? 60 : 42;
  const bottom = rows.length * every + 6;
  const svg = chart(bottom + 22, label);
  for (const tick of scale.ticks) {
    shape(svg, 'line', { x1: x(tick), x2: x(tick), y1: 0, y2: bottom, class: 'grid' });
    shape(svg, 'text', { x: x(tick), y: bottom + 16, 'text-anchor': tick === scale.low ? 'start'
      : tick === scale.high ? 'end' : 'middle', class: 'tick' }, tidy(tick, scale.step) + unit);
  }
  if (mark !== undefined) shape(svg, 'line', { x1: x(mark), x2: x(mark), y1: 0, y2: bottom, class: 'mark' });
  rows.forEach((row, i) => {
    const y = (i + 1) * every - 12;
    shape(svg, 'text', { x: `${LEFT}%`, y: y - (stacked ? 32 : 14), class: row.strong ? 'strong' : '' }, row.label);
    shape(svg, 'text', { x: `${LEFT + SPAN}%`, y: y - 14, 'text-anchor': 'end', class: 'value' }, row.text);
    if (!known.includes(row)) return;
    if (row.low !== null && row.low !== undefined) {
      shape(svg, 'line', { x1: x(row.low), x2: x(row.high), y1: y, y2: y, class: row.strong ? 'interval strong' : 'interval' });
    }
    shape(svg, 'circle', { cx: x(row.estimate), cy: y, r: row.strong ? 5.5 : 4.5, class: 'point' });
  });
  return svg;
}

/**
 * Points with vertical intervals.
 *
 * @param points [{x, y, low, high, label}]
 * @param options {label, xTitle, yTitle, unit, mark}: mark is a value of y to compare with
 */
export function scatter(points, { label, xTitle, yTitle, unit = '', mark }) {
  const height = 230;
  const [top, bottom] = [22, height - 40];
  const across = axis(points.map(point => point.x), 4);
  const up = axis([...points.flatMap(point => [point.low ?? point.y, point.high ?? point.y]), ...(mark === undefined ? [] : [mark])], 4);
  const left = 13;
  const x = value => `${left + (97 - left) * (value - across.low) / (across.high - across.low)}%`;
  const y = value => bottom - (bottom - top) * (value - up.low) / (up.high - up.low);
  const svg = chart(height, label);
  for (const tick of up.ticks) {
    shape(svg, 'line', { x1: `${left}%`, x2: '97%', y1: y(tick), y2: y(tick), class: 'grid' });
    shape(svg, 'text', { x: `${left - 1}%`, y: y(tick) + 4, 'text-anchor': 'end', class: 'tick' }, tidy(tick, up.step) + unit);
  }
  for (const tick of across.ticks) {
    shape(svg, 'line', { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4, class: 'grid' });
    shape(svg, 'text', { x: x(tick), y: bottom + 17, 'text-anchor': 'middle', class: 'tick' }, tidy(tick, across.step));
  }
  shape(svg, 'text', { x: '97%', y: height - 6, 'text-anchor': 'end', class: 'tick' }, xTitle);
  shape(svg, 'text', { x: 0, y: 12, class: 'tick' }, yTitle);
  if (mark !== undefined) shape(svg, 'line', { x1: `${left}%`, x2: '97%', y1: y(mark), y2: y(mark), class: 'mark' });
  for (const point of points) {
    if (point.low !== null && point.low !== undefined) {
      shape(svg, 'line', { x1: x(point.x), x2: x(point.x), y1: y(point.low), y2: y(point.high), class: 'interval' });
    }
    shape(shape(svg, 'circle', { cx: x(point.x), cy: y(point.y), r: 5, class: 'point' }), 'title', {}, point.label);
  }
  return svg;
}
