// A study's results, live: numbers as the service gives them, drawn and tabled.

import { $, asksForToken, element, hasToken, json, many, number, percent, redraw, request, save, table } from '/admin-common.js';
import { forest, scatter } from '/charts.js';

const EVERY = 3000;
const IMAGES_EVERY = 15000;
const METRICS = { inceptionScore: 'Inception score', fid: 'FID' };

let id = new URLSearchParams(location.search).get('study');
let report = null;
let last = '';

const interval = rates => rates.bootstrap ?? rates.error.wilson;
const range = between => between ? `${(100 * between.low).toFixed(1)} to ${percent(between.high)}` : '–';
const decimals = (value, digits = 2) => value === null || value === undefined ? '–' : value.toFixed(digits).replace('-', '−');
const points = x => (100 * x).toFixed(1).replace('-', '−');
const pValue = p => p === null || p === undefined ? '–' : p < 0.001 ? '< 0.001' : p.toFixed(3);
const whom = () => $('whom-all').checked ? 'all' : 'kept';
const name = one => `${one.arm}, epoch ${one.epoch}`;

/** The rates of one arm about one checkpoint as a card: those kept in large figures, all beside them. */
function card(one) {
  const { kept, all } = one;
  const rate = kept.error.rate;
  const between = interval(kept);
  return element('li', { 'data-arm': one.arm, 'data-checkpoint': one.checkpoint, 'data-rate': rate,
    'data-low': between?.low, 'data-high': between?.high },
  element('h3', {}, report.arms.length > 1 ? name(one) : `Epoch ${one.epoch}`),
  element('span', { class: 'id block' }, `${one.checkpoint}, ${one.dataset}`),
  element('div', { class: 'figure' }, percent(rate)),
  element('p', {}, rate === null ? 'No session has been finished yet.'
    : `of ${many(kept.error.of, 'answer')} were wrong. ${100 * report.confidence} % interval: ${range(between)}, `
      + (kept.bootstrap ? `over ${many(kept.raters, 'rater')}.` : 'by Wilson; over raters from the second one on.')),
  element('p', { class: 'small' }, all.error.rate === null ? 'Nobody has answered yet.'
    : `All who did not withdraw: ${percent(all.error.rate)} (${range(interval(all))}) of ${many(all.error.of, 'answer')} by `
      + `${many(all.raters, 'rater')}.`));
}

/** Of each arm the checkpoint that was judged last. */
function headline() {
  const newest = new Map();
  for (const one of report.arms) {
    if (!newest.has(one.arm) || newest.get(one.arm).changedAt < one.changedAt) newest.set(one.arm, one);
  }
  redraw($('headline'), ...[...newest.values()].map(card));
}

function progress() {
  const total = (pick) => report.sessions.reduce((sum, arm) => sum + pick(arm), 0);
  const finished = total(arm => arm.states.finished ?? 0);
  const active = total(arm => arm.states.active ?? 0);
  const text = `${number(finished)}${report.ratersWanted ? ` of ${number(report.ratersWanted)}` : ''} sessions finished, `
    + `${number(total(arm => arm.kept))} kept, ${number(active)} at work.`;
  redraw($('progress'), report.ratersWanted ? element('progress', { max: report.ratersWanted,
    value: Math.min(finished, report.ratersWanted), 'aria-label': 'Finished sessions' }) : null, element('p', {}, text));
}

function rates() {
  $('rates').hidden = report.arms.length === 0;
  if ($('rates').hidden) return;
  const chosen = report.arms.map(one => ({ one, rates: one[whom()] }));
  const drawn = chosen.filter(({ rates: r }) => r.error.rate !== null);
  redraw($('forest'), ...(drawn.length === 0 ? [element('p', {}, 'No answer counts yet.')] : [forest(
    drawn.map(({ one, rates: r }) => ({ label: name(one), text: `${percent(r.error.rate)} (${range(interval(r))})`,
      estimate: 100 * r.error.rate, low: 100 * interval(r).low, high: 100 * interval(r).high, strong: true })),
    { label: `Error rates with intervals: ${drawn.map(({ one, rates: r }) => `${name(one)} ${percent(r.error.rate)}, ${range(interval(r))}`).join('; ')}`,
      unit: ' %', mark: 50, width: $('forest').clientWidth })]));
  redraw($('rate-table'), table(`Error rates, ${whom() === 'kept' ? 'kept raters' : 'all raters but those who withdrew'}; intervals of ${100 * report.confidence} %`,
    ['Arm', 'Checkpoint', ['Raters', 'number'], ['Answers', 'number'], ['Wrong', 'number'], ['Over raters', 'number'],
      ['Wilson', 'number'], ['Fooled', 'number'], ['Doubted', 'number'], ['d′', 'number'], ['Correlation within raters', 'number']],
    chosen.map(({ one, rates: r }) => [one.arm, element('span', {}, `epoch ${one.epoch}`, element('span', { class: 'id block' }, one.checkpoint)),
      [number(r.raters), 'number'], [number(r.error.of), 'number'], [percent(r.error.rate), 'number'], [range(r.bootstrap), 'number'],
      [range(r.error.wilson), 'number'], [percent(r.fooled.rate), 'number'], [percent(r.doubted.rate), 'number'],
      [decimals(r.sensitivity), 'number'], [decimals(r.raterCorrelation, 3), 'number']])));
}

function comparisons() {
  $('compared').hidden = report.comparisons.length === 0;
  redraw($('comparisons'), table('Error rate of the first arm minus that of the second, kept raters',
    ['Arms', ['Difference', 'number'], ['Interval over raters', 'number'], ['p', 'number'], ['p by Holm', 'number'], 'Remark'],
    report.comparisons.map(c => [`${c.first} − ${c.second}`,
      [c.difference === null ? '–' : `${points(c.difference)} points`, 'number'],
      [c.interval ? `${points(c.interval.low)} to ${points(c.interval.high)}` : '–', 'number'],
      [pValue(c.pValue), 'number'], [pValue(c.adjustedPValue), 'number'],
      element('span', { class: 'remark' }, c.problem
        ?? (c.adjustedPValue <= 1 - report.confidence ? 'They differ.' : 'No difference is shown.'))])));
}

function figure(text, ...children) {
  return element('figure', {}, element('figcaption', {}, text), ...children);
}

/** Error rate by epoch for each arm, and against each score. */
function course() {
  const byArm = new Map();
  for (const one of report.arms) {
    if (one.kept.error.rate !== null) byArm.set(one.arm, [...(byArm.get(one.arm) ?? []), one]);
  }
  const figures = [...byArm].filter(([, list]) => new Set(list.map(one => one.epoch)).size > 1).map(([arm, list]) =>
    figure(`${arm}: error rate by epoch`, scatter(list.map(one => ({ x: one.epoch, y: 100 * one.kept.error.rate,
      low: 100 * interval(one.kept).low, high: 100 * interval(one.kept).high,
      label: `epoch ${one.epoch}: ${percent(one.kept.error.rate)}` })),
    { label: `Error rate by epoch, ${arm}: ${list.map(one => `epoch ${one.epoch} ${percent(one.kept.error.rate)}`).join('; ')}`,
      xTitle: 'epoch', yTitle: 'error rate', unit: ' %', mark: 50 })));
  for (const c of report.correlations) {
    const metric = METRICS[c.metric] ?? c.metric;
    const told = c.correlation ? `Pearson ${decimals(c.correlation.pearson)} (p ${pValue(c.correlation.pearsonP)}), Spearman `
      + `${decimals(c.correlation.spearman)} (p ${pValue(c.correlation.spearmanP)})` : 'a correlation needs three checkpoints that differ';
    figures.push(figure(`${c.arms.join(', ')}: error rate and ${metric}; ${told}`,
      ...(new Set(c.points.map(p => p.score)).size > 1 ? [scatter(c.points.map(p => ({ x: p.score, y: 100 * p.errorRate,
        label: `epoch ${p.epoch}: ${metric} ${decimals(p.score)}, ${percent(p.errorRate)} wrong` })),
      { label: `Error rate against ${metric}: ${c.points.map(p => `${decimals(p.score)} ${percent(p.errorRate)}`).join('; ')}`,
        xTitle: metric, yTitle: 'error rate', unit: ' %' })] : []),
      element('p', { class: 'small' }, `${metric} by ${c.protocol.classifier || 'the evaluator’s classifier'}, `
        + `${number(c.protocol.samples)} samples in ${many(c.protocol.splits, 'split')}.`)));
  }
  $('course').hidden = figures.length === 0;
  redraw($('courses'), ...figures);
}

function sessions() {
  $('people').hidden = report.sessions.length === 0;
  const rules = [...new Set(report.sessions.flatMap(arm => Object.keys(arm.excluded)))];
  const states = ['finished', 'active', 'abandoned', 'disqualified', 'withdrawn'];
  const condition = arm => [arm.feedback ? 'truth after each page' : 'no feedback',
    ...(arm.exposureMillis ? [`shown for ${number(arm.exposureMillis)} ms`] : []),
    ...(arm.topPercent ? [`best ${arm.topPercent} %`] : [])].join(', ');
  redraw($('sessions'), table('What became of the sessions; excluded ones were finished, one may have broken several rules',
    ['Arm', 'Condition', ...states.map(state => [state, 'number']), ['kept', 'number'],
      ...rules.map(rule => [`excluded: ${rule}`, 'number']), ['Seconds an image', 'number']],
    report.sessions.map(arm => [arm.arm, condition(arm), ...states.map(state => [number(arm.states[state] ?? 0), 'number']),
      [number(arm.kept), 'number'], ...rules.map(rule => [number(arm.excluded[rule] ?? 0), 'number']),
      [decimals(arm.secondsPerImage, 1), 'number']])));
}

/** An image that only the token opens, hence fetched and drawn instead of linked. */
async function picture(one, kind) {
  const canvas = element('canvas', { role: 'img', 'aria-label': `A ${kind} image, wrong ${percent(one.wrong.rate, 0)} of the time` });
  try {
    const bitmap = await createImageBitmap(await (await request('GET', one.image)).blob());
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch {
    canvas.setAttribute('aria-label', 'The image could not be loaded');
  }
  return canvas;
}

async function gallery(list, kind, place) {
  const items = await Promise.all(list.map(async one => element('li', {}, await picture(one, kind),
    element('span', {}, `${percent(one.wrong.rate, 0)} wrong`),
    element('span', { class: 'small block' }, `${number(one.wrong.count)} of ${number(one.wrong.of)}`
      + (kind === 'generated' ? `, epoch ${one.epoch}` : '')))));
  place.replaceChildren(...items);
}

let shownImages = '';

async function images(again = true) {
  // They are secret while the study runs, for whoever has no token.
  if (report && !document.hidden && (hasToken() || report.state === 'closed')) {
    try {
      const found = await json('GET', `/api/results/${encodeURIComponent(id)}/images?limit=24&least=${$('least').value}`);
      $('images').hidden = found.judged === 0;
      const text = JSON.stringify(found);
      if (text !== shownImages) {
        $('images-said').textContent = `${many(found.judged, 'image')} judged, ${number(found.enough)} of them at least `
          + `${found.least} times; ordered by the lower end of Wilson's interval.`;
        await gallery(found.fooling, 'generated', $('fooling'));
        await gallery(found.doubted, 'real', $('doubted'));
      }
      shownImages = text;
    } catch {
      // The rest of the page does not depend on them.
      $('images').hidden = true;
    }
  }
  if (again) setTimeout(images, IMAGES_EVERY);
}

function draw() {
  document.title = `${report.title} – results`;
  $('title').textContent = report.title;
  $('status').textContent = `Study “${report.study}”, ${report.state}${report.state === 'closed' ? '' : ', live'}.`
    + (report.arms.some(one => one.all.error.of > 0) ? '' : ' Nobody has judged a page yet; the results appear here by themselves.');
  $('resamples').textContent = number(report.resamples);
  $('to-judge').href = `/s/${report.study}`;
  $('to-study').href = `/admin/study?id=${encodeURIComponent(report.study)}`;
  $('to-study').hidden = $('to-studies').hidden = !hasToken();
  progress();
  headline();
  rates();
  comparisons();
  course();
  sessions();
}

async function refresh() {
  if (!document.hidden) {
    try {
      const text = await (await request('GET', id === null ? '/results.json' : `/api/results/${encodeURIComponent(id)}`)).text();
      $('results').hidden = false;
      if (text !== last) {
        const first = report === null;
        report = JSON.parse(text);
        id = report.study;
        draw();
        if (first) images();
      }
      last = text;
    } catch (problem) {
      if (asksForToken(problem, refresh)) return;
      last = '';
      $('status').textContent = problem.status === 0 ? 'The service cannot be reached; the page tries again by itself.' : problem.message;
    }
  }
  setTimeout(refresh, EVERY);
}

let drawnAt = 0;
new ResizeObserver(() => {
  if (report && $('forest').clientWidth !== drawnAt) {
    drawnAt = $('forest').clientWidth;
    rates();
  }
}).observe($('forest'));
for (const input of document.querySelectorAll('[name=whom]')) input.addEventListener('change', rates);
$('least').addEventListener('change', () => images(false));
for (const button of document.querySelectorAll('[data-export]')) {
  button.addEventListener('click', async () => {
    $('export-problem').textContent = '';
    const what = button.dataset.export;
    try {
      await save(what === 'results.json' ? `/api/results/${encodeURIComponent(id)}` : `/api/results/${encodeURIComponent(id)}/${what}`,
        `${id}-${what}`);
    } catch (problem) {
      $('export-problem').textContent = problem.message;
    }
  });
}
refresh();
