// What happens in the room: asks and tool calls as a tree, the developer log, messages.

import { clock, duration, field, fill, h, save, text } from './dom.js';

const SHOWN = 300;

export function watch({ main, room, activity }) {
  const filter = h('input', { type: 'search', placeholder: 'name, error, text', autocomplete: 'off' });
  const boxes = Object.fromEntries([['tasks', 'Asks and tools'], ['logs', 'Log'], ['messages', 'Messages'], ['failed', 'Only failed']]
    .map(([key, title]) => [key, { title, box: h('input', { type: 'checkbox', checked: key !== 'failed' }) }]));
  const tasks = h('ul', { class: 'timeline' });
  const logs = h('ol', { class: 'lines log' });
  const messages = h('ol', { class: 'lines log' });
  const taskPart = h('section', {}, h('h2', {}, 'Asks and tool calls'), tasks);
  const logPart = h('section', {}, h('h2', {}, 'Developer log'), logs);
  const messagePart = h('section', {}, h('h2', {}, 'Messages'), messages);
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    taskPart.hidden = !boxes.tasks.box.checked;
    logPart.hidden = !boxes.logs.box.checked || boxes.failed.box.checked;
    messagePart.hidden = !boxes.messages.box.checked || boxes.failed.box.checked;
    fill(tasks, roots(activity, wanted, boxes.failed.box.checked));
    fill(logs, lines(activity.logs, wanted, (one) => [h('code', {}, text(one.type, 60)), ' ', text(one.data?.message ?? JSON.stringify(one.data), 500)]));
    fill(messages, lines(activity.messages, wanted, (one) => [text(one.name, 60), ' ', h('code', {}, text(one.type, 60)), ' ', text(JSON.stringify(one.message), 500)]));
  };
  let due = null;
  const later = () => { due ??= setTimeout(() => { due = null; draw(); }, 150); };
  const send = () => save(`${room.name}-trace.json`, JSON.stringify({ room: room.name, exported_at: new Date().toISOString(),
    tasks: [...activity.traces.values()], logs: activity.logs, messages: activity.messages }, null, 2));
  fill(main, h('div', { class: 'row between' }, h('h1', {}, 'Watch'), h('button', { onclick: send }, 'Export trace')),
    h('div', { class: 'row' }, field('Filter', filter), Object.values(boxes).map(({ title, box }) => h('label', { class: 'check' }, box, title))),
    room.features.includes('trace') ? null : h('p', { class: 'muted' }, 'This room server does not tell of asks and tool calls.'),
    taskPart, logPart, messagePart);
  filter.addEventListener('input', draw);
  Object.values(boxes).forEach(({ box }) => box.addEventListener('change', draw));
  activity.addEventListener('change', later);
  const timer = setInterval(() => [...activity.traces.values()].some((one) => one.state === 'running') && draw(), 1000);
  draw();
  return () => {
    clearInterval(timer);
    clearTimeout(due);
    activity.removeEventListener('change', later);
  };
}

function lines(all, wanted, show) {
  const found = all.filter((one) => !wanted || JSON.stringify(one).toLowerCase().includes(wanted)).slice(-SHOWN).reverse();
  return found.length === 0 ? h('li', { class: 'muted' }, 'Nothing so far.') : found.map((one) => h('li', {}, h('time', {}, clock(one.at)), ' ', show(one)));
}

/** Newest roots first, each with what was asked for it below; a match anywhere shows the whole tree. */
function roots(activity, wanted, failed) {
  const children = new Map();
  for (const one of activity.traces.values()) {
    const key = activity.traces.has(one.parent) ? one.parent : 0;
    children.set(key, [...(children.get(key) ?? []), one]);
  }
  const fits = (one) => (!failed || one.state === 'failed') && JSON.stringify(one).toLowerCase().includes(wanted);
  const below = (one) => fits(one) || (children.get(one.id) ?? []).some(below);
  const found = (children.get(0) ?? []).filter(below).slice(-SHOWN).reverse();
  return found.length === 0 ? h('li', { class: 'muted' }, 'Nothing so far.') : found.map((one) => node(one, children));
}

/** One ask or call and all below it. */
export function node(one, children) {
  const nested = children.get(one.id) ?? [];
  const took = (one.ended_at ?? Date.now()) - one.started_at;
  const what = one.kind === 'ask' ? one.worker : `${one.toolkit}.${one.tool}`;
  return h('li', { class: one.state }, h('div', { class: 'task' },
    h('span', { class: 'mark', role: 'img', 'aria-label': one.state }, { running: '●', done: '✓', failed: '✕' }[one.state]),
    h('time', {}, clock(one.started_at)), h('span', {}, text(one.caller, 60), one.on_behalf_of ? [' for ', text(one.on_behalf_of, 60)] : null, ' → ', h('strong', {}, text(what, 100))),
    h('span', { class: 'badge' }, one.kind), h('span', { class: 'muted' }, one.state === 'running' ? `running for ${duration(took)}` : duration(took)),
    one.code ? h('span', { class: 'bad' }, h('code', {}, one.code), ' ', text(one.text ?? '', 300)) : null),
  nested.length ? h('ul', {}, nested.map((child) => node(child, children))) : null);
}
