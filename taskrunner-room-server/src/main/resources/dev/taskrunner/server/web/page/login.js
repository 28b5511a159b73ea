// The way in: a click where the server gives tokens for the asking, else a token.

import { field, fill, h, text } from './dom.js';
import { joinHere, joinWith, localRooms, ownName, rememberName } from './session.js';

export async function login(main, joined, wanted = '') {
  const rooms = await localRooms().catch(() => null);
  const problem = h('p', { class: 'problem', role: 'alert' });
  const attempt = async (way) => {
    problem.textContent = '';
    try {
      joined(await way());
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  fill(main, h('section', { class: 'card narrow' },
    h('h1', {}, rooms ? 'Rooms' : 'Join a room'),
    rooms ? here(rooms, attempt, wanted) : withToken(attempt, wanted), problem));
}

function here(rooms, attempt, wanted) {
  const name = h('input', { value: ownName(), required: true, maxlength: 100, autocomplete: 'off' });
  const enter = (room) => attempt(() => {
    rememberName(name.value.trim());
    return joinHere(room, name.value.trim());
  });
  const other = h('input', { value: wanted, maxlength: 100, autocomplete: 'off', placeholder: 'demo' });
  return [
    h('p', { class: 'muted' }, rooms.length === 0 ? 'No room is open yet. A room opens when somebody joins it.' : 'Choose a room to see its runners and run tasks.'),
    h('ul', { class: 'rooms' }, rooms.map((room) => h('li', {}, h('button', { class: 'room', onclick: () => enter(room.name) },
      h('strong', {}, text(room.name, 60)), h('span', { class: 'muted' }, `${room.agents} runners · ${room.participants} participants →`))))),
    field('Your name', name),
    h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); if (other.value.trim()) { enter(other.value.trim()); } } },
      field('Another room', other), h('button', {}, 'Join')),
  ];
}

function withToken(attempt, wanted) {
  const token = h('input', { type: 'password', required: true, autocomplete: 'off', spellcheck: 'false' });
  return [
    h('p', {}, wanted ? ['For ', text(wanted, 60), ' this page needs a participant token'] : 'This page needs a participant token',
      '. Whoever runs the server makes one with ', h('code', {}, 'taskrunner token --room ROOM --name NAME'), '.'),
    h('form', { onsubmit: (event) => { event.preventDefault(); attempt(() => joinWith(token.value)); } },
      field('Participant token', token, 'It stays in this tab and is forgotten when the tab is closed.'), h('button', { class: 'main' }, 'Join')),
  ];
}
