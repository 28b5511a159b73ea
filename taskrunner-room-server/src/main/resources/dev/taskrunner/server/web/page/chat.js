// Talk to a chatbot of the room. What it asks and calls meanwhile is shown as it happens.

import { clock, field, fill, h, text, toast } from './dom.js';
import { node } from './watch.js';

const MARK = 'empty_state_title';
const EARLIER = 200;
const PATIENCE = 3000;

export function chat({ main, room, activity, what, options, link }) {
  const bots = h('select', {});
  const said = h('ol', { class: 'chat', 'aria-live': 'polite', 'aria-label': 'Conversation', tabindex: 0 });
  const line = h('textarea', { rows: 2, required: true, dir: 'auto' });
  const state = h('p', { class: 'muted', role: 'status' });
  const stop = h('button', { type: 'button', disabled: true }, 'Stop');
  const earlier = h('li', { class: 'earlier muted' });
  const thread = options.get('thread');
  let turn = null;
  let opened = '';
  let asked = null;

  const bot = () => room.people.get(bots.value);
  const path = () => thread ?? `.threads/${bot()?.attributes?.name}/${room.own}.thread`;

  const people = () => {
    const all = [...room.people.values()].filter((one) => one.role !== 'user' || one.attributes?.[MARK])
      .sort((a, b) => Number(MARK in (b.attributes ?? {})) - Number(MARK in (a.attributes ?? {})));
    const chosen = bots.value || all.find((one) => one.attributes?.name === what[0])?.id;
    fill(bots, all.length === 0 ? h('option', { value: '' }, 'nobody to talk to') : null,
      all.map((one) => h('option', { value: one.id }, String(one.attributes?.name ?? one.id).slice(0, 80))));
    if (all.some((one) => one.id === chosen)) {
      bots.value = chosen;
    }
    line.placeholder = bot()?.attributes?.[MARK] ?? 'Say something';
    open();
  };

  const spoken = (who, words, kind, at) => {
    const content = h('div', { class: 'words', dir: 'auto' }, words.slice(0, 20000));
    return { item: h('li', { class: kind }, h('div', { class: 'who' }, text(who, 60), at ? [' ', h('time', {}, at)] : null), content), content };
  };

  const bubble = (who, words, kind) => {
    const { item, content } = spoken(who, words, kind);
    said.append(item);
    if (said.childElementCount > 500) {
      said.firstElementChild.remove();
    }
    item.scrollIntoView({ block: 'nearest' });
    return { item, content };
  };

  /** What was said before this page was open, above all else. Not every chatbot tells, and not everybody may see it. */
  const before = ({ lines, withheld, older }) => {
    clearTimeout(asked);
    const told = Array.isArray(lines) ? lines.slice(-EARLIER) : [];
    const items = told.map((one) => spoken(one.author, String(one.text ?? ''), one.author === room.own ? 'ours' : 'theirs', when(one.at)).item);
    earlier.textContent = [withheld ? 'What others said here before you came is not shown to you.' : '',
      older ? 'What was said still earlier is not shown.' : '', told.length ? 'Earlier' : ''].filter(Boolean).join(' ');
    earlier.hidden = !earlier.textContent;
    said.prepend(earlier, ...items);
    items.at(-1)?.scrollIntoView({ block: 'nearest' });
  };

  const clear = () => {
    fill(said);
    turn = null;
    state.textContent = '';
    stop.disabled = true;
  };

  const open = () => {
    const wanted = bot() ? `${bot().attributes?.name}` : '';
    if (!wanted || wanted === opened) {
      return;
    }
    if (opened) {
      clear(); // another one's answers, be it chosen or left over, are no part of this conversation
    }
    opened = wanted;
    clearTimeout(asked);
    asked = setTimeout(() => {
      earlier.textContent = `${wanted.slice(0, 60)} does not show what was said before.`;
      earlier.hidden = false;
      said.prepend(earlier);
    }, PATIENCE);
    room.send(bots.value, 'opened', { path: path(), history: EARLIER }).catch((error) => {
      clearTimeout(asked);
      state.textContent = error.message;
    });
  };

  /** What the bot does for this turn, above its answer. */
  const doings = () => {
    if (turn) {
      const mine = [...activity.traces.values()].filter((one) => one.started_at >= turn.since && one.caller === turn.name);
      const children = new Map();
      activity.traces.forEach((one) => children.set(one.parent, [...(children.get(one.parent) ?? []), one]));
      fill(turn.calls, mine.map((one) => node(one, children)));
    }
  };

  const hear = ({ detail: { from, name, type, message } }) => {
    if (from !== bots.value || (message.path && message.path !== path())) {
      return;
    }
    if (type === 'chat.history') {
      before(message);
    } else if (type === 'thinking') {
      state.textContent = message.thinking ? `${name} is thinking…` : '';
      stop.disabled = !message.thinking;
    } else if (type === 'listening') {
      state.textContent = message.listening ? `${name} is listening…` : state.textContent;
    } else if (type === 'chat.progress' && message.text) {
      state.textContent = `${[...(message.chain ?? []), message.text].join(' → ')}`.slice(0, 500);
    } else if (type === 'chat.delta' && turn) {
      turn.answer ??= bubble(name, '', 'theirs');
      state.textContent = `${name} is writing…`;
      turn.answer.content.append(String(message.text ?? ''));
    } else if (type === 'chat') {
      const words = String(message.text ?? '');
      if (turn?.answer) {
        turn.answer.content.textContent = words.slice(0, 20000);
        turn.answer = null;
      } else {
        bubble(name, words, 'theirs');
      }
    }
  };

  const send = async () => {
    const words = line.value.trim();
    if (!words || !bots.value) {
      return;
    }
    bubble(room.own, words, 'ours');
    const calls = h('ul', { class: 'timeline calls' });
    said.append(h('li', { class: 'doings' }, calls));
    turn = { since: Date.now() - 2000, name: bot()?.attributes?.name, calls, answer: null };
    line.value = '';
    try {
      await room.send(bots.value, 'chat', { path: path(), text: words, stream: true });
    } catch (error) {
      toast(error.message);
    }
  };

  stop.addEventListener('click', () => room.send(bots.value, 'cancel', { path: path() }).catch((error) => toast(error.message)));
  line.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  bots.addEventListener('change', () => {
    clear();
    history.replaceState(null, '', link('chat', [bot()?.attributes?.name ?? ''], thread ? { thread } : {}));
    open();
  });
  fill(main, h('div', { class: 'row between' }, h('h1', {}, 'Chat'), field('With', bots)), said, state,
    h('form', { class: 'say', onsubmit: (event) => { event.preventDefault(); send(); } }, field('Your words', line, 'Enter sends, Shift and Enter begins a new line.'),
      h('div', { class: 'row' }, h('button', { class: 'main' }, 'Send'), stop)));
  people();
  if (room.silent) {
    state.textContent = `You cannot chat here: ${room.silent}`;
  }
  room.addEventListener('people', people);
  room.addEventListener('message', hear);
  activity.addEventListener('change', doings);
  return () => {
    room.removeEventListener('people', people);
    room.removeEventListener('message', hear);
    activity.removeEventListener('change', doings);
    clearTimeout(asked);
  };
}

/** The time of day, and the day where it is another one. */
function when(at) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) {
    return null;
  }
  return time.toDateString() === new Date().toDateString() ? clock(time) : time.toLocaleString([], { hour12: false });
}
