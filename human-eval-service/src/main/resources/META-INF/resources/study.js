// One study: its form while it is a draft, its life and its addresses afterwards.

import { $, asksForToken, confirmed, element, json, many, number, redraw, table, when } from '/admin-common.js';
import { showHits } from '/hits.js';
import { anotherArm, fill, offer, question, settings, showMode, withCheckpoint } from '/study-form.js';

const EVERY = 2000;
const MOVES = {
  draft: [['open', 'Open', 'primary']],
  preparing: [],
  open: [['pause', 'Pause', 'secondary'], ['close', 'Close for good', 'secondary danger']],
  paused: [['resume', 'Go on', 'primary'], ['close', 'Close for good', 'secondary danger']],
  closed: [],
};
const QUESTIONS = { close: 'Close this study for good? No answer is taken any more, also of those who are at work.' };

let id = new URLSearchParams(location.search).get('id');
let shown = '';
const path = (rest = '') => `/admin/api/studies/${encodeURIComponent(id)}${rest}`;

async function move(name, label) {
  if (QUESTIONS[name] && !await confirmed(QUESTIONS[name], label)) return;
  $('life-problem').textContent = '';
  try {
    show(await json('POST', path(`/${name}`), {}));
    await history();
    $('heading').focus();
  } catch (problem) {
    if (!asksForToken(problem, () => {})) $('life-problem').textContent = problem.message;
  }
}

function address(study) {
  const plain = location.origin + study.path;
  if (study.platform !== 'prolific') return plain;
  const parameter = study.settings.participantParameter;
  return parameter === 'PROLIFIC_PID' ? `${plain}?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}`
    : `${plain}?${parameter}=PARTICIPANT`;
}

function showLinks(study) {
  $('links').hidden = !['open', 'paused'].includes(study.state) || study.platform === 'mturk';
  const text = address(study);
  const told = element('span', { role: 'status', class: 'small' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = 'Copied.';
    } catch {
      told.textContent = 'Your browser does not let this page copy: mark the address and copy it.';
    }
  };
  redraw($('link-list'), element('div', { class: 'address' }, element('code', {}, text),
    element('button', { type: 'button', class: 'secondary', click: copy }, 'Copy'),
    study.platform === 'link' ? element('a', { href: study.path }, 'Look at it') : null, told));
  $('link-hint').textContent = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)
    ? 'Only this machine can open this address: for raters elsewhere, put the service behind HTTPS and open this page by '
      + 'that name.'
    : study.platform === 'prolific' ? 'The panel puts the participant’s id in place of the last word or of the braces.' : '';
}

/** A study as it is now. */
function show(study) {
  const { sessions } = study;
  const text = JSON.stringify(study);
  if (text === shown) return;
  const before = shown && JSON.parse(shown).state;
  shown = text;
  document.title = `${study.title} – studies`;
  $('life').hidden = false;
  $('to-results').href = `/results?study=${encodeURIComponent(id)}`;
  $('to-results').hidden = false;
  $('heading').textContent = study.title;
  $('state').textContent = study.state;
  $('state').className = `state ${study.state}`;
  $('life-problem').textContent = study.problem ?? '';
  $('progress').textContent = study.state === 'draft' ? 'Nobody can take part yet.'
    : study.state === 'preparing' ? 'Its images are drawn; it opens by itself.'
      : `${number(sessions.finished)}${study.ratersWanted ? ` of ${number(study.ratersWanted)}` : ''} finished`
        + ` (${number(sessions.kept)} kept), ${number(sessions.active)} at work, ${number(sessions.abandoned)} left, `
        + `${number(sessions.disqualified)} disqualified, ${number(sessions.withdrawn)} withdrawn.`;
  redraw($('moves'), ...(study.configured ? [] : MOVES[study.state]).map(([name, label, kind]) =>
    element('button', { type: 'button', class: kind, click: () => move(name, label) }, label)),
  ...(study.configured ? [element('span', { class: 'small' }, 'This is the configured study, which is always open.')] : []));
  showLinks(study);
  showHits(path(), study);
  if (before !== study.state) edit(study.settings, study.state === 'draft');
}

/** Shows the settings, to be changed or only to be read. */
function edit(values, draft) {
  $('edit').hidden = false;
  $('begin').hidden = id !== null;
  $('edit-heading').hidden = id !== null && !draft;
  if (id !== null) $('edit-heading').textContent = 'Change it';
  $('id').value = id ?? $('id').value;
  fill(values);
  for (const input of $('form').querySelectorAll('input, select, button')) input.disabled = !draft;
  $('id').disabled = id !== null;
  $('save-buttons').hidden = $('add-arm').parentElement.hidden = !draft;
  for (const remove of document.querySelectorAll('[data-do=remove]')) remove.parentElement.hidden = !draft;
  $('save').textContent = id === null ? 'Save as draft' : 'Save';
  power();
}

async function history() {
  const entries = await json('GET', path('/audit'));
  $('history').hidden = entries.length === 0;
  $('audit').replaceChildren(table(`${many(entries.length, 'entry').replace('entrys', 'entries')}, the newest first`,
    ['When', 'Who', 'What', 'Outcome'], entries.map(entry => [when(entry.at), entry.role, entry.action, entry.outcome])));
}

let asked = 0;
let waiting = null;

/** Asks soon what these settings can show; only the newest answer counts. */
function power() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const mine = ++asked;
    let sentences;
    try {
      ({ sentences } = await json('POST', '/admin/api/power', question()));
    } catch (problem) {
      sentences = [problem.message];
    }
    if (mine === asked) $('power').replaceChildren(...sentences.map(text => element('li', {}, text)));
  }, 250);
}

async function submit(event) {
  event.preventDefault();
  const opens = event.submitter === $('save-open');
  $('form-problem').textContent = '';
  $('save').disabled = $('save-open').disabled = true;
  try {
    if (id === null) {
      const study = $('id').value.trim();
      await json('POST', '/admin/api/studies', { study, settings: settings() });
      id = study;
      window.history.replaceState(null, '', `/admin/study?id=${encodeURIComponent(id)}`);
    } else {
      await json('PUT', path(), { settings: settings() });
    }
    shown = '';
    if (opens) await json('POST', path('/open'), {});
    await start();
    $('heading').focus();
    window.scrollTo(0, 0);
  } catch (problem) {
    if (!asksForToken(problem, () => {})) $('form-problem').textContent = problem.message;
  } finally {
    $('save').disabled = $('save-open').disabled = $('save-buttons').hidden;
  }
}

async function begin() {
  const [presets, defaults] = await Promise.all([json('GET', '/admin/api/presets'),
    json('GET', '/admin/api/presets/defaults')]);
  const choose = () => {
    const preset = presets.find(one => one.preset === $('preset').value);
    $('preset-description').textContent = preset?.description ?? '';
    edit(withCheckpoint({ ...defaults, ...preset?.settings }), true);
    if (preset) $('id').value = preset.preset;
  };
  $('preset').replaceChildren(element('option', { value: '' }, 'Empty form'),
    ...presets.map(preset => element('option', { value: preset.preset }, preset.title)));
  $('preset').value = new URLSearchParams(location.search).get('preset') ?? '';
  if ($('preset').selectedIndex < 0) $('preset').value = '';
  $('preset').onchange = choose;
  choose();
}

let following = null;

async function follow() {
  if (!document.hidden && id !== null) {
    try {
      const before = $('state').textContent;
      show(await json('GET', path()));
      if (before !== $('state').textContent) await history();
    } catch (problem) {
      if (asksForToken(problem, follow)) return;
      $('life-problem').textContent = problem.message;
    }
  }
  following = setTimeout(follow, EVERY);
}

async function start() {
  clearTimeout(following);
  try {
    offer(await json('GET', '/admin/api/checkpoints').catch(problem => {
      if (problem.code !== 'unavailable') throw problem;
      $('form-problem').textContent = `${problem.message} Until then only “the newest” and “the best” can be chosen.`;
      return [];
    }));
    if (id === null) {
      await begin();
    } else {
      show(await json('GET', path()));
      await history();
    }
  } catch (problem) {
    if (asksForToken(problem, start)) return;
    $('life').hidden = false;
    $('life-problem').textContent = problem.message;
    return;
  }
  following = setTimeout(follow, EVERY);
}

$('form').addEventListener('submit', submit);
// What is wrong can only be pointed at where it is seen.
$('form').addEventListener('invalid', event => {
  const folded = event.target.closest('details');
  if (folded) folded.open = true;
}, true);
$('form').addEventListener('input', () => {
  showMode();
  power();
});
for (const input of ['correlation', 'other']) $(input).addEventListener('input', power);
$('add-arm').onclick = () => {
  anotherArm();
  power();
};
start();
