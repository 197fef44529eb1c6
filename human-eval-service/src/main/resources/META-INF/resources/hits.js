// What a study offers on Mechanical Turk, and how its work is settled.

import { $, confirmed, element, json, many, number, table, when } from '/admin-common.js';

const RULES = { gold: 'easy items wrong', attention: 'attention check missed', 'too-fast': 'answers too fast' };

let path = null;

const field = (label, input) => element('div', { class: 'field' }, element('label', { for: input.id }, label), input);
const amount = (id, value, most, least = 0) => element('input', { id, type: 'number', min: least, max: most, value, required: true });
const button = (text, kind, click) => element('button', { type: click ? 'button' : 'submit', class: kind, click }, text);

function say(text, problem = false) {
  $('hits-said').textContent = text;
  $('hits-said').className = problem ? 'problem' : 'done';
}

/** Does something and shows what is offered then; a refusal is said. */
async function act(work, told) {
  say('Asking Mechanical Turk…');
  try {
    say(told(await work()) ?? '');
  } catch (problem) {
    say(problem.message, true);
  }
  await refresh();
}

function actions(posting) {
  if (posting.postingId === null) return element('span', { class: 'small' }, 'not confirmed: publish 0 places to find out');
  const hit = `${path}/hits/${encodeURIComponent(posting.postingId)}`;
  return element('span', { class: 'line' },
    button('24 h more', 'plain', () => act(() => json('POST', `${hit}/extend`, { hours: 24 }), () => 'It stays for 24 hours from now.')),
    button('Expire', 'plain', () => act(() => json('POST', `${hit}/expire`, {}), () => 'Nobody can begin there any more.')));
}

function posting(one) {
  return [
    one.url ? element('a', { href: one.url, rel: 'noopener noreferrer', target: '_blank' }, one.postingId) : one.postingId ?? '–',
    `${one.state} (${one.environment})`, [number(one.places), 'number'], [number(one.available), 'number'],
    [number(one.pending), 'number'], [number(one.done), 'number'], when(one.expiresAt), actions(one),
  ];
}

async function refresh() {
  let offered;
  try {
    offered = await json('GET', `${path}/hits`);
  } catch (problem) {
    $('hits-list').replaceChildren(element('p', { class: 'problem' }, problem.message));
    return;
  }
  const { environment, fundsLeft, postings } = offered;
  $('hits-list').replaceChildren(
    element('p', {}, `Environment: ${environment}${fundsLeft === null ? '' : `; USD ${fundsLeft} left in the account`}.`),
    ...(postings.length ? [table(`${many(postings.length, 'HIT')} of this study`,
      ['HIT', 'State', ['Places', 'number'], ['Free', 'number'], ['Taken', 'number'], ['Reviewed', 'number'], 'Until', 'Do'],
      postings.map(posting))] : [element('p', {}, 'Nothing is offered yet.')]));
}

function settled(result) {
  const verb = result.dryRun ? 'Would be' : 'Were';
  const parts = [`${verb} approved: ${number(result.approved)}, rejected: ${number(result.rejected)}, bonuses: `
    + `${number(result.bonuses)}, paid: USD ${result.paid} without fees.`];
  if (result.held.length) parts.push(`Held: ${result.held.map(one => one.reason).join(' ')}`);
  if (result.unverified.length) parts.push(`${many(result.unverified.length, 'session')} not confirmed by Mechanical Turk, hence excluded.`);
  return parts.join(' ');
}

function order(dryRun) {
  const checked = id => $(id).checked;
  return { approve: checked('settle-approve'), bonus: checked('settle-bonus'), dryRun,
    reject: Object.keys(RULES).filter(rule => checked(`reject-${rule}`)) };
}

const check = (id, text, checked = false) => element('div', { class: 'check' },
  element('input', { id, type: 'checkbox', checked }), element('label', { for: id }, text));

/** Shows the panel of a study on Mechanical Turk that was opened; once. */
export async function showHits(studyPath, study) {
  const panel = $('hits');
  panel.hidden = study.platform !== 'mturk' || !['open', 'paused', 'closed'].includes(study.state);
  if (panel.hidden || path === studyPath) return;
  path = studyPath;
  const publish = element('form', { class: 'line' },
    field('Places', amount('hit-places', Math.max(1, study.ratersWanted - study.sessions.finished), 5000)),
    field('for hours', amount('hit-hours', 72, 8760, 1)), button('Publish', 'primary'),
    button('Expire all', 'secondary danger', () => act(() => json('POST', `${path}/hits/expire`, {}), () => 'Nobody can begin any more.')));
  publish.onsubmit = async event => {
    event.preventDefault();
    if (!await confirmed(`Offer ${$('hit-places').value} places on Mechanical Turk? In production they cost real money.`, 'Publish')) return;
    act(() => json('POST', `${path}/hits`, { places: Number($('hit-places').value), hours: Number($('hit-hours').value) }),
      () => 'Published.');
  };
  const settle = element('form', {}, check('settle-approve', 'Pay finished work', true),
    check('settle-bonus', 'Pay bonuses for right answers', true),
    element('fieldset', {}, element('legend', {}, 'Reject, and do not pay, who broke'),
      ...Object.entries(RULES).map(([rule, text]) => check(`reject-${rule}`, text))),
    element('div', { class: 'buttons' },
      button('Say what would be done', 'secondary', () => act(() => json('POST', `${path}/settlement`, order(true)), settled)),
      button('Settle now', 'primary')));
  settle.onsubmit = async event => {
    event.preventDefault();
    if (!await confirmed('Approve, reject and pay as ticked? That cannot be taken back.', 'Settle')) return;
    act(() => json('POST', `${path}/settlement`, order(false)), settled);
  };
  panel.replaceChildren(element('h2', {}, 'Mechanical Turk'), element('div', { id: 'hits-list' }), publish,
    element('h3', {}, 'Settle'), settle, element('p', { id: 'hits-said', role: 'status' }));
  await refresh();
}
