// What a reload should not lose. Where the browser blocks storage, as it may inside of another site's frame, a reload
// loses the ticks that were not sent; the session is found again by the page's address.

const values = new Map();

export function keep(key, value) {
  values.set(key, value);
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Blocked, see above.
  }
}

export function kept(key) {
  try {
    return values.get(key) ?? JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

export function drop(key) {
  values.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Blocked, see above.
  }
}
