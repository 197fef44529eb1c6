// The results page: fetches the rates every few seconds and draws them.

const $ = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const EVERY = 3000;

const percent = x => (100 * x).toFixed(1) + '\u00a0%';
const number = n => n.toLocaleString('en');
const range = interval => `${(100 * interval.low).toFixed(1)} to ${percent(interval.high)}`;
const many = (n, one) => `${number(n)} ${one}${n === 1 ? '' : 's'}`;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function shape(parent, name, attributes, text = '') {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  parent.append(made);
  return made;
}

/** The rate and its intervals on a scale from 0 to 100 %, with a broken line at 50 %. */
function scale(rates) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'scale');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Error rate ${percent(rates.error.rate)}, interval ${range(interval(rates))}`);
  const at = x => (2 + 96 * x) + '%';
  const line = (low, high, y, kind) =>
    shape(svg, 'line', { x1: at(low), x2: at(high), y1: y, y2: y, class: kind });
  line(0, 1, '45%', '');
  shape(svg, 'line', { x1: at(.5), x2: at(.5), y1: '5%', y2: '62%', class: 'half' });
  if (rates.bootstrap) line(rates.bootstrap.low, rates.bootstrap.high, '45%', 'bootstrap');
  line(rates.error.wilson.low, rates.error.wilson.high, '45%', 'wilson');
  shape(svg, 'circle', { cx: at(rates.error.rate), cy: '45%', r: 5 });
  for (const [x, anchor] of [[0, 'start'], [.5, 'middle'], [1, 'end']]) {
    shape(svg, 'text', { x: at(x), y: '98%', 'text-anchor': anchor }, 100 * x + ' %');
  }
  return svg;
}

const interval = rates => rates.bootstrap ?? rates.error.wilson;

function part(proportion) {
  return proportion.of === 0 ? 'none shown yet'
    : `${percent(proportion.rate)} (${number(proportion.count)} of ${number(proportion.of)}; `
      + `${range(proportion.wilson)})`;
}

function details(rates) {
  const list = element('dl');
  const add = (term, value) => list.append(element('dt', {}, term), element('dd', {}, value));
  if (rates.bootstrap) add('over raters', range(rates.bootstrap));
  add('Wilson', range(rates.error.wilson));
  add('fooled', part(rates.fooled));
  add('doubted', part(rates.doubted));
  add('answers', `${number(rates.error.of)} by ${many(rates.raters, 'rater')} on ${many(rates.pages, 'page')}`);
  return list;
}

function card(title, id, rates) {
  return element('article', { class: 'card' },
    element('h3', {}, title, element('span', {}, percent(rates.error.rate))),
    element('span', { class: 'id' }, id), scale(rates), details(rates));
}

function draw(study) {
  const { checkpoints, together } = study;
  $('resamples').textContent = number(study.resamples);
  $('headline').hidden = $('checkpoints').hidden = !together;
  $('together').hidden = checkpoints.length < 2;
  if (!together) {
    $('status').textContent = 'Nobody has judged a page yet; the results appear here by themselves.';
    return;
  }
  const newest = checkpoints.reduce((a, b) => a.rates.lastSubmittedAt >= b.rates.lastSubmittedAt ? a : b);
  const { rates } = newest;
  $('status').textContent = `Study “${study.study}”, live.`;
  $('headline').replaceChildren(
    element('div', { class: 'figure' }, percent(rates.error.rate)),
    element('p', {}, `of ${many(rates.error.of, 'answer')} about the checkpoint judged last were wrong. `
      + `${100 * study.confidence} % interval: ${range(interval(rates))}, `
      + (rates.bootstrap ? `over ${many(rates.raters, 'rater')}.` : 'by Wilson; over raters from the second one on.')),
    element('span', { class: 'id' }, `${newest.checkpoint}, ${newest.dataset}`), scale(rates));
  $('cards').replaceChildren(...[...checkpoints].reverse()
    .map(c => card(`Epoch ${c.epoch}`, `${c.checkpoint}, ${c.dataset}`, c.rates)));
  $('pooled').replaceChildren(card(`${checkpoints.length} checkpoints`, study.study, together));
}

let last = '';

async function refresh() {
  if (!document.hidden) {
    try {
      const response = await fetch('/results.json', { cache: 'no-store' });
      const text = await response.text();
      if (!response.ok) throw new Error(JSON.parse(text).message);
      if (text !== last) draw(JSON.parse(text));
      last = text;
    } catch (problem) {
      last = '';
      $('status').textContent = problem instanceof TypeError
        ? 'The service cannot be reached; the page tries again by itself.' : problem.message;
    }
  }
  setTimeout(refresh, EVERY);
}

refresh();
