// The list of studies, live.

import { $, Refused, asksForToken, element, json, leave, many, number, redraw, table, when } from '/admin-common.js';

const EVERY = 3000;

const link = (text, href) => element('a', { href }, text);

function progress({ sessions, ratersWanted }) {
  const told = `${number(sessions.finished)}${ratersWanted ? ` of ${number(ratersWanted)}` : ''} finished`
    + (sessions.active ? `, ${number(sessions.active)} at work` : '');
  return element('span', {}, ratersWanted
    ? element('progress', { max: ratersWanted, value: Math.min(sessions.finished, ratersWanted), 'aria-label': told }) : null,
  element('span', { class: 'small block' }, told));
}

function cells(study) {
  const address = `/admin/study?id=${encodeURIComponent(study.study)}`;
  return [
    element('span', {}, link(study.title, address), element('span', { class: 'id block' }, study.study)),
    element('span', {}, element('span', { class: `state ${study.state}` }, study.state),
      study.problem ? element('span', { class: 'problem block' }, study.problem) : null),
    progress(study),
    study.platform,
    when(study.openedAt ?? study.createdAt),
    link('Results', `/results?study=${encodeURIComponent(study.study)}`),
  ];
}

let last = '';

async function refresh() {
  if (!document.hidden) {
    try {
      const studies = await json('GET', '/admin/api/studies');
      $('studies').hidden = false;
      $('status').textContent = `${many(studies.length, 'study').replace('studys', 'studies')}, live.`;
      const text = JSON.stringify(studies);
      if (text !== last) {
        redraw($('list'), table('All studies, the newest first',
          ['Study', 'State', 'Raters', 'Platform', 'Opened', 'Results'], studies.map(cells)));
      }
      last = text;
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (asksForToken(problem, start)) return;
      $('studies').hidden = false;
      $('status').textContent = problem.message;
    }
  }
  setTimeout(refresh, EVERY);
}

async function start() {
  await refresh();
  if ($('studies').hidden) return;
  try {
    const presets = await json('GET', '/admin/api/presets');
    $('presets').replaceChildren(...presets.map(preset => element('li', {},
      link(preset.title, `/admin/study?preset=${encodeURIComponent(preset.preset)}`), element('p', {}, preset.description))));
  } catch (problem) {
    $('status').textContent = problem.message;
  }
}

$('leave').onclick = leave;
start();
