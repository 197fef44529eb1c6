// Requests to the service. Every one of them may be repeated without harm, so what passes by itself (no network, too
// many requests, a service that is away) is waited for and tried again; everything else is thrown as a Problem.

const LONGEST_WAIT = 15; // seconds

let bearer = null;
let waiting = () => {};

/** What the service refused: a code for the script and a sentence for the rater. */
export class Problem extends Error {
  constructor(status, { code = '', message = 'Something went wrong; please try again.' }) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The session that all further requests belong to. */
export function identify(token) {
  bearer = token;
}

/** Calls back with a sentence while a request waits for its next attempt, and with null once it is through. */
export function onWaiting(listener) {
  waiting = listener;
}

export const get = path => request(path, {});

export const post = (path, body) => request(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Human-Eval': '1' }, body: JSON.stringify(body),
});

async function request(path, options) {
  for (let attempt = 0; ; attempt++) {
    const { status, body, after } = await once(path, options);
    if (![0, 429, 502, 503, 504].includes(status)) {
      waiting(null);
      if (status >= 200 && status < 300) return body;
      throw new Problem(status, body);
    }
    waiting(body.message);
    await pause(after || Math.min(2 ** attempt, LONGEST_WAIT));
  }
}

async function once(path, { headers, ...options }) {
  try {
    const response = await fetch(path, { cache: 'no-store', ...options,
      headers: bearer ? { ...headers, Authorization: `Bearer ${bearer}` } : headers });
    const body = await response.json().catch(() => ({}));
    return { status: response.status, body, after: Number(response.headers.get('Retry-After')) };
  } catch {
    return { status: 0, body: { message: 'The service cannot be reached. What you have answered is kept, and sent as '
      + 'soon as the connection is back.' } };
  }
}

/** Waits, but no longer than until the browser says that the network is back. */
function pause(seconds) {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    addEventListener('online', done);
  });
}
