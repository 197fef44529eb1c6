// Small helpers to build HTML and SVG without ever parsing text as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** element('p', {class: 'hint'}, 'text', child): attributes that are null, undefined or false are left out. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** As element, in SVG. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** Puts children in place of what the node holds, unless that would change nothing. */
export function show(node, ...children) {
  const fresh = document.createDocumentFragment();
  fresh.append(...children.flat().filter((child) => child != null));
  const holder = node.cloneNode(false);
  holder.append(fresh);
  if (holder.innerHTML !== node.innerHTML) {
    node.replaceChildren(...holder.childNodes);
  }
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}
