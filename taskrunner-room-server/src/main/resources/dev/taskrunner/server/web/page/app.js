// Where one is: #/room/view/what?options. Each view is a module that fills <main> and returns what ends it.

import { fill, h, text, toast } from './dom.js';
import { Activity } from './activity.js';
import { forget, joinAgain } from './session.js';
import { login } from './login.js';
import { chat } from './chat.js';
import { people } from './people.js';
import { queues } from './queues.js';
import { run } from './run.js';
import { runners } from './runners.js';
import { storage } from './storage.js';
import { watch } from './watch.js';

const VIEWS = { runners, run, watch, chat, people, queues, storage };
const TABS = [['runners', 'Runners'], ['watch', 'Watch'], ['chat', 'Chat'], ['people', 'People'], ['queues', 'Queues'], ['storage', 'Storage']];
const main = document.getElementById('main');
const top = document.getElementById('top');

let room = null;
let activity = null;
let hidden = new Set();
let leave = () => {};
let turn = 0;

/** The address of a view. */
export function link(name, view = 'runners', what = [], options = {}) {
  const query = new URLSearchParams(options).toString();
  return `#/${[name, view, ...what].map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

function where() {
  const [path, query = ''] = location.hash.slice(1).split(/\?(.*)/s);
  const [name, view = 'runners', ...what] = path.split('/').slice(1).map(decodeURIComponent);
  return { name: name ?? '', view: VIEWS[view] ? view : 'runners', what, options: new URLSearchParams(query) };
}

async function show() {
  const mine = ++turn;
  leave();
  leave = () => {};
  let at;
  try {
    at = where();
  } catch {
    at = { name: '', view: 'runners', what: [], options: new URLSearchParams() };
  }
  if (!at.name) {
    drop();
    header(null);
    await login(main, (joined) => { adopt(joined); location.hash = link(joined.name); });
    return;
  }
  if (room?.name !== at.name) {
    drop();
    header(null);
    fill(main, h('p', { class: 'muted' }, 'Joining ', text(at.name), '…'));
    const joined = await joinAgain(at.name).catch((error) => { toast(error.message); return null; });
    if (mine !== turn) {
      joined?.close();
      return;
    }
    if (!joined) {
      header(null);
      await login(main, (other) => { adopt(other); show(); }, at.name);
      return;
    }
    adopt(joined);
  }
  header(at);
  leave = VIEWS[at.view]({ main, room, activity, link: (...rest) => link(room.name, ...rest), what: at.what, options: at.options }) ?? (() => {});
  document.title = `${at.view === 'run' ? `${at.what[1] ?? 'run'} · ` : ''}${room.name} · TaskRunner`;
  window.scrollTo(0, 0);
}

function adopt(joined) {
  room = joined;
  activity = new Activity(room);
  hidden = new Set();
  room.addEventListener('state', status);
  probe('queues', 'queues.list', {});
  probe('storage', 'storage.list', { path: '' });
}

/** Tabs for what this room or this token does not allow are not shown. */
function probe(tab, type, json) {
  const asked = room;
  room.request(type, json).catch((error) => {
    if (room === asked && ['unsupported', 'denied'].includes(error.code)) {
      hidden.add(tab);
      header(where());
    }
  });
}

function drop() {
  room?.close();
  room = null;
  activity = null;
}

function header(at) {
  const brand = h('a', { class: 'brand', href: '#/' }, h('img', { src: '/page/icon.svg', alt: '', width: 22, height: 22 }), 'TaskRunner');
  if (!at || !room) {
    fill(top, brand);
    return;
  }
  const current = at.view === 'run' ? 'runners' : at.view;
  const tabs = TABS.filter(([view]) => !hidden.has(view)).map(([view, title]) =>
    h('a', { href: link(room.name, view), 'aria-current': view === current ? 'page' : null }, title));
  const out = h('button', { class: 'plain', onclick: () => { forget(room.name); location.hash = '#/'; } }, 'Leave');
  fill(top, brand, h('span', { class: 'where' }, text(room.name, 40)), h('nav', { 'aria-label': 'Room' }, tabs),
    h('span', { class: 'me' }, h('span', { id: 'status' }), text(room.own, 40), out));
  status();
}

function status() {
  const place = document.getElementById('status');
  if (place && room) {
    place.className = room.state;
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', room.state === 'connected' ? 'connected' : 'connecting');
    place.title = room.state;
  }
}

window.addEventListener('hashchange', show);
show();
