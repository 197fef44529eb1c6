// The rating page: consent, then page after page of images, then how the work is handed back. The service decides what
// comes next; this script holds nothing but the session's token, and finds everything again after a reload.

import { get, identify, onWaiting, post, Problem } from './rate/api.js';
import { $, clicked, show } from './rate/dom.js';
import { load } from './rate/images.js';
import { ask, tell } from './rate/judge.js';
import { drop, keep, kept } from './rate/memory.js';
import { consent, finish, notice, refusal } from './rate/texts.js';

const NAME = location.pathname.match(/^\/s\/([^/]+)/)?.[1] ?? ''; // none: the study that is always open
const QUERY = Object.fromEntries(new URLSearchParams(location.search));
const SESSION = `session ${NAME} ${location.search}`;

let study = null;
let turn = 0; // of several things that the rater began, only the last may change what is shown
let lastKind = null;

/** Runs an action and tells what was refused. The action gets a function that says whether it is still the last. */
async function act(action) {
  const mine = ++turn;
  const current = () => mine === turn;
  try {
    await action(current);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (current()) explain(problem);
  }
}

function explain({ code, message }) {
  offer(false);
  notice(refusal(code), message, code === 'taken-part' ? null : 'Try again');
  $('onward').onclick = () => act(open);
}

async function open(current) {
  study = await get(NAME ? `/api/studies/${NAME}` : '/api/study');
  if (!current()) return;
  document.title = study.title;
  $('title').textContent = study.title;
  offer(false);
  $('results').href = `/results?study=${encodeURIComponent(study.study)}`;
  $('unpaid').hidden = !study.payment;
  const session = await remembered();
  if (!current()) return;
  if (session) return resume(session, current);
  if (study.state !== 'open') {
    notice(refusal(study.state), 'Nobody new can take part at the moment. If you have taken part, you can go on.',
      'I have taken part');
    $('onward').onclick = begin;
    return;
  }
  const preview = study.platform === 'mturk'
    && (QUERY.assignmentId ?? 'ASSIGNMENT_ID_NOT_AVAILABLE') === 'ASSIGNMENT_ID_NOT_AVAILABLE';
  consent(study, preview, false);
}

/** The session that this browser has begun at this address, or null. */
async function remembered() {
  const token = kept(SESSION);
  if (!token) return null;
  identify(token);
  try {
    return await get('/api/session');
  } catch (problem) {
    if (![401, 403, 404, 410].includes(problem.status)) throw problem;
    identify(null);
    drop(SESSION);
    return null;
  }
}

const begin = () => act(async current => {
  identify(null);
  const session = await post(`/api/studies/${encodeURIComponent(study.study)}/sessions`, { query: QUERY });
  if (!current()) return;
  if (session.preview) return consent(study, true, false);
  identify(session.token);
  keep(SESSION, session.token);
  lastKind = null;
  await enter(session, current);
});

/** Shows what the browser's history points at: an earlier page, or where the session stands. */
async function resume(session, current) {
  const token = history.state?.page;
  offer(session.state === 'active');
  if (!token || token === session.page?.token || session.state === 'withdrawn') return enter(session, current);
  const page = await get(`/api/pages/${encodeURIComponent(token)}`);
  if (!current()) return;
  await tell(page, page.result, session);
  if (current()) act(async next => enter(await get('/api/session'), next));
}

/** Goes on with a session, page after page, until it has ended or the rater goes elsewhere. */
async function enter(session, current) {
  let flowing = false;
  while (session.state === 'active' && session.page) {
    const page = session.page;
    offer(true);
    point({ page: page.token }, session.mode === 'grid');
    const saved = kept(page.token);
    let answers = saved?.sent ? saved : null; // was on its way when the page was reloaded
    if (!answers) {
      flowing = !await announce(page.kind) && flowing;
      if (!current()) return;
      const answered = ask(page, session, flowing);
      session.upcoming.forEach(address => load(address).catch(() => {}));
      answers = await answered;
    }
    const given = await send(page, answers);
    if (!current()) return;
    session = given.session;
    if (given.result) await tell(page, given.result, session);
    if (!current()) return;
    flowing = true;
  }
  offer(false);
  point({ end: true }, session.mode === 'grid');
  finish(session);
}

/** Sends answers; until the service has them, a reload sends them again. */
async function send({ token }, { generated, millis }) {
  keep(token, { generated, millis, sent: true });
  try {
    const given = await post(`/api/pages/${encodeURIComponent(token)}/answers`, { generated, millis });
    drop(token);
    return given;
  } catch (problem) {
    keep(token, { generated });
    throw problem;
  }
}

/** Says that another part begins; resolves with whether it did. */
async function announce(kind) {
  const from = lastKind;
  if (kind === 'attention' || kind === from) return false;
  lastKind = kind;
  if (!from) return false;
  notice('A new part begins', kind === 'qualification'
    ? 'The next images are the qualification: judge them as well as you can.' : 'From now on your answers count.',
  'Go on');
  await clicked('onward');
  return true;
}

/** While a session is active, the page's head offers to withdraw from it; otherwise the results. */
function offer(active) {
  $('leave').hidden = !active;
  $('results').hidden = active || !study?.publicResults;
}

/** Notes in the browser's history what is shown; in a study of grids each page gets an entry, to go back to. */
function point(state, ownEntry) {
  const at = history.state;
  if (at && at.page === state.page && at.end === state.end) return;
  history[at && !ownEntry ? 'replaceState' : 'pushState'](state, '');
}

onWaiting(message => {
  $('trouble').hidden = !message;
  $('trouble').textContent = message ?? '';
});
addEventListener('popstate', () => act(async current => {
  if (!history.state) {
    offer(false);
    return study ? consent(study, false, Boolean(kept(SESSION))) : open(current);
  }
  const session = await remembered();
  if (!current()) return;
  return session ? resume(session, current) : open(current);
}));
$('start').addEventListener('click', begin);
$('again').addEventListener('click', () => { drop(SESSION); begin(); });
$('leave').addEventListener('click', () => $('withdraw').showModal());
$('stay').addEventListener('click', () => $('withdraw').close());
$('really').addEventListener('click', () => {
  $('withdraw').close();
  act(async current => {
    const session = await post('/api/session/withdraw', {});
    drop(SESSION);
    if (!current()) return;
    offer(false);
    finish(session);
  });
});
show('loading');
act(open);
