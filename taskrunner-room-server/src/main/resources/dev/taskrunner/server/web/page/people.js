// Who is in the room, and messages to them.

import { clock, field, fill, h, text, toast } from './dom.js';

export function people({ main, room, activity }) {
  const list = h('ul', { class: 'cards' });
  const received = h('ol', { class: 'lines log' });
  const to = h('select', {});
  const type = h('input', { value: 'note', maxlength: 200, autocomplete: 'off' });
  const body = h('textarea', { rows: 3, spellcheck: 'false' });
  body.value = '{"text": "hello"}';
  const draw = () => {
    const others = [...room.people.values()];
    const chosen = to.value;
    fill(to, h('option', { value: '' }, 'everybody'), others.map((one) => h('option', { value: one.id }, name(one))));
    to.value = others.some((one) => one.id === chosen) ? chosen : '';
    fill(list, card({ id: room.id, role: 'user', attributes: { name: room.own } }, true), others.map((one) => card(one, false)));
    fill(received, activity.messages.slice(-100).reverse().map((one) => h('li', {}, h('time', {}, clock(one.at)), ' ', text(one.name, 60), ' ',
      h('code', {}, text(one.type, 60)), ' ', text(JSON.stringify(one.message), 500))));
  };
  const send = async () => {
    try {
      const message = JSON.parse(body.value);
      await (to.value ? room.send(to.value, type.value, message) : room.request('messaging.broadcast', { type: type.value, message }));
      toast('Sent.');
    } catch (error) {
      toast(error.message);
    }
  };
  fill(main, h('h1', {}, 'People'), h('p', { class: 'muted' }, room.silent ? `You take part in no messages: ${room.silent}` : 'Participants that take part in messages.'), list,
    h('section', { class: 'card' }, h('h2', {}, 'Send a message'),
      h('form', { onsubmit: (event) => { event.preventDefault(); send(); } }, field('To', to), field('Type', type), field('Message (JSON)', body), h('button', { class: 'main' }, 'Send'))),
    h('section', {}, h('h2', {}, 'Received'), received));
  room.addEventListener('people', draw);
  activity.addEventListener('change', draw);
  draw();
  return () => {
    room.removeEventListener('people', draw);
    activity.removeEventListener('change', draw);
  };
}

const name = (one) => String(one.attributes?.name ?? one.id).slice(0, 80);

function card(one, self) {
  const more = Object.entries(one.attributes ?? {}).filter(([key]) => key !== 'name').slice(0, 20);
  return h('li', { class: 'card' }, h('h3', {}, text(name(one), 80), self ? ' (you)' : null), h('p', {}, h('span', { class: 'badge' }, text(one.role, 30))),
    more.length ? h('ul', { class: 'lines muted' }, more.map(([key, value]) => h('li', {}, text(key, 60), ': ', text(typeof value === 'string' ? value : JSON.stringify(value), 200)))) : null);
}
