// Values shown as a tree that opens and closes. Large ones are cut, and say so.

import { h } from './dom.js';

const MOST = 200;
const LONGEST = 5000;
const OPEN_BELOW = 2;

/** An element that shows any JSON value. */
export function tree(value, depth = 0) {
  if (value === null || typeof value !== 'object') {
    return h('span', { class: `value ${value === null ? 'null' : typeof value}`, dir: 'auto' }, leaf(value));
  }
  const entries = Array.isArray(value) ? value.map((one, index) => [index, one]) : Object.entries(value);
  if (entries.length === 0) {
    return h('span', { class: 'value' }, Array.isArray(value) ? '[ ]' : '{ }');
  }
  const list = h('ul', {}, entries.slice(0, MOST).map(([name, one]) => entry(name, one, depth)));
  if (entries.length > MOST) {
    list.append(h('li', { class: 'muted' }, `… and ${entries.length - MOST} more`));
  }
  return list;
}

function entry(name, value, depth) {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) {
    return h('li', {}, key(name), tree(value));
  }
  const count = Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`;
  const inside = h('div', {});
  const details = h('details', { open: depth < OPEN_BELOW }, h('summary', {}, key(name), h('span', { class: 'muted' }, count)), inside);
  const show = () => inside.childElementCount === 0 && inside.append(tree(value, depth + 1));
  // Deep levels are made when somebody looks at them.
  if (details.open) {
    show();
  } else {
    details.addEventListener('toggle', show, { once: true });
  }
  return h('li', {}, details);
}

function key(name) {
  return h('bdi', { class: 'key' }, `${String(name).slice(0, 200)}: `);
}

function leaf(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}
