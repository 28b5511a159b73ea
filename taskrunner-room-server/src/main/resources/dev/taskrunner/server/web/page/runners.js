// Which runners and tools the room has, live.

import { field, fill, h, text } from './dom.js';

const EVERY = 2000;

export function runners({ main, room, link }) {
  const filter = h('input', { type: 'search', placeholder: 'name, description, label', autocomplete: 'off' });
  const agents = h('ul', { class: 'cards' });
  const tools = h('div', {});
  fill(main, h('div', { class: 'row between' }, h('h1', {}, 'Runners'), field('Filter', filter)), agents, h('h2', {}, 'Toolkits'), tools);
  let shown = '';

  const refresh = async () => {
    const [found, kits] = await Promise.all([
      room.agents().catch((error) => ({ error })), room.toolkits().catch((error) => ({ error }))]);
    const now = JSON.stringify([found, kits, filter.value]);
    if (now !== shown) {
      shown = now;
      fill(agents, found.error ? h('li', { class: 'problem' }, found.error.message) : cards(found, filter.value, link));
      fill(tools, kits.error ? h('p', { class: 'problem' }, kits.error.message) : kitList(kits, filter.value, link));
    }
  };
  const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), EVERY);
  filter.addEventListener('input', refresh);
  room.addEventListener('people', refresh);
  refresh();
  return () => {
    clearInterval(timer);
    room.removeEventListener('people', refresh);
  };
}

const matches = (filter, ...values) => values.join(' ').toLowerCase().includes(filter.trim().toLowerCase());

function cards(all, filter, link) {
  const found = all.filter((one) => matches(filter, one.name, one.title, one.description, ...(one.labels ?? [])));
  if (found.length === 0) {
    return h('li', { class: 'muted' }, all.length === 0 ? 'No runner is in the room yet. It appears here when it joins.' : 'No runner matches.');
  }
  const groups = new Map();
  found.forEach((one) => groups.set(one.name, [...(groups.get(one.name) ?? []), one]));
  return [...groups.values()].map(([one, ...more]) => h('li', { class: 'card' },
    h('h3', {}, text(one.title || one.name, 80)),
    one.title && one.title !== one.name ? h('p', { class: 'muted' }, h('code', {}, text(one.name, 80))) : null,
    one.description ? h('p', {}, text(one.description, 400)) : null,
    h('p', { class: 'badges' }, (one.labels ?? []).slice(0, 12).map((label) => h('span', { class: 'badge' }, text(label, 40))),
      one.supports_tools ? h('span', { class: 'badge' }, 'takes tools') : null,
      more.length ? h('span', { class: 'badge' }, `${more.length + 1} instances`) : null),
    h('p', {}, h('a', { class: 'button main', href: link('run', ['agent', one.name]), 'aria-label': `Run task: ${one.title || one.name}` }, 'Run task…'))));
}

function kitList(kits, filter, link) {
  const list = Object.entries(kits ?? {}).filter(([name, kit]) => matches(filter, name, kit.description, ...Object.keys(kit.tools ?? {})));
  if (list.length === 0) {
    return h('p', { class: 'muted' }, 'No toolkit to see.');
  }
  return list.map(([name, kit]) => h('section', { class: 'card' }, h('h3', {}, text(kit.title || name, 80)),
    kit.description ? h('p', {}, text(kit.description, 400)) : null,
    h('ul', { class: 'lines' }, Object.entries(kit.tools ?? {}).slice(0, 200).map(([tool, about]) => h('li', {},
      h('a', { href: link('run', ['tool', name, tool]) }, text(tool, 80)), ' ', h('span', { class: 'muted' }, text(about.description ?? '', 200)))))));
}
