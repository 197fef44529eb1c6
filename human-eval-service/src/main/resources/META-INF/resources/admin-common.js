// What the admin pages and the dashboard share: the token, requests, elements.

const KEY = 'human-eval-token';

/** The element with this id. */
export const $ = id => document.getElementById(id);

/** An answer that is not a success: status, code and one sentence. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

// An address may bring the token along; it is taken out at once, so that nobody reads it over a shoulder or in a history.
const brought = new URLSearchParams(location.hash.slice(1)).get('token');
if (brought) {
  sessionStorage.setItem(KEY, brought);
  history.replaceState(null, '', location.pathname + location.search);
}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;

/** A request with the token, if there is one; the response, or Refused. */
export async function request(method, path, body) {
  const headers = { 'X-Human-Eval': '1' };
  if (hasToken()) headers.Authorization = `Bearer ${sessionStorage.getItem(KEY)}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new Refused(0, 'unreachable', 'The service cannot be reached; is it running?');
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem.code ?? 'failed',
    problem.message ?? `The service answered with the status ${response.status}.`);
}

/** The JSON of a request's answer. */
export const json = async (method, path, body) => (await request(method, path, body)).json();

/**
 * Shows the form that asks for the token if the refusal is about one, and calls back once one was entered. Whether it is.
 */
export function asksForToken(problem, then) {
  if (problem.status !== 401 && problem.code !== 'admin-closed' && problem.code !== 'forbidden') return false;
  const section = $('login');
  $('login-problem').textContent = hasToken() || problem.code === 'admin-closed' ? problem.message : '';
  // A token that opens nothing is not sent again: what is public opens without one.
  if (problem.status === 401) sessionStorage.removeItem(KEY);
  section.hidden = false;
  // What was typed elsewhere on the page stays there.
  const seen = [...section.parentElement.children].filter(other => other !== section && !other.hidden);
  for (const other of seen) other.hidden = true;
  $('login-form').onsubmit = event => {
    event.preventDefault();
    sessionStorage.setItem(KEY, $('login-token').value.trim());
    $('login-token').value = '';
    section.hidden = true;
    for (const other of seen) other.hidden = false;
    then();
  };
  $('login-token').focus();
  return true;
}

/** Forgets the token. */
export function leave() {
  sessionStorage.removeItem(KEY);
  location.reload();
}

/** An element with attributes and children; texts stay texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** A table's row; numbers may be given as [text, 'number']. */
export function row(cells, kind = 'td') {
  return element('tr', {}, ...cells.map((cell, i) => {
    const [content, className] = Array.isArray(cell) ? cell : [cell];
    const header = kind === 'th' || i === 0;
    return element(header ? 'th' : 'td', { class: className, scope: header ? (kind === 'th' ? 'col' : 'row') : null },
      content ?? '');
  }));
}

/** A captioned table within a frame that scrolls where the screen is narrow. */
export function table(caption, head, rows) {
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element('table', {}, element('caption', {}, element('span', {}, caption)), element('thead', {}, row(head, 'th')),
      element('tbody', {}, ...rows.map(cells => row(cells)))));
}

/** Replaces the children, and keeps where one is: the focus and how far tables are scrolled. */
export function redraw(parent, ...children) {
  const stops = () => [...parent.querySelectorAll('a[href], button, .scroll')];
  const focused = stops().indexOf(document.activeElement);
  const scrolled = [...parent.querySelectorAll('.scroll')].map(frame => frame.scrollLeft);
  parent.replaceChildren(...children.filter(child => child !== null));
  stops()[focused]?.focus({ preventScroll: true });
  [...parent.querySelectorAll('.scroll')].forEach((frame, i) => {
    frame.scrollLeft = scrolled[i] ?? 0;
  });
}

export const number = n => Number(n).toLocaleString('en');
export const many = (n, one) => `${number(n)} ${one}${n === 1 ? '' : 's'}`;
export const percent = (x, digits = 1) => x === null || x === undefined ? '–' : `${(100 * x).toFixed(digits)}\u00a0%`;

/** Local date and time, short. */
export const when = text => text === null || text === undefined ? '–'
  : new Date(text).toLocaleString('sv', { dateStyle: 'short', timeStyle: 'short' });

/** Asks in a dialog before something that cannot be undone; whether the answer was yes. */
export function confirmed(text, label) {
  const no = element('button', { value: 'no', class: 'secondary', autofocus: true }, 'Back');
  const yes = element('button', { value: 'yes', class: 'secondary danger' }, label);
  const dialog = element('dialog', { 'aria-label': label }, element('form', { method: 'dialog' }, element('p', {}, text),
    element('div', { class: 'buttons' }, no, yes)));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(resolve => {
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    };
  });
}

/** Saves what an address answers as a file of this name. */
export async function save(path, name) {
  const url = URL.createObjectURL(await (await request('GET', path)).blob());
  const link = element('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
