// Small helpers for the elements of index.html.

export const $ = id => document.getElementById(id);

/** Shows one of the page's parts alone. */
export function show(part) {
  for (const id of ['loading', 'consent', 'judge', 'notice', 'finish']) $(id).hidden = id !== part;
}

/** Makes visible exactly those of `all` that are in `wanted`. */
export function only(wanted, all) {
  for (const id of all) $(id).hidden = !wanted.includes(id);
}

/** Has a screen reader say this. */
export function say(text) {
  $('live').textContent = text;
}

export function create(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Resolves at the next click on the element. */
export const clicked = id => new Promise(resolve => $(id).onclick = resolve);
