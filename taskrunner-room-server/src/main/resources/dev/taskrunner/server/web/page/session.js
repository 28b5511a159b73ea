// Who we are in which room. Tokens stay in this tab and never get into an address.

import { Room } from './room.js';

const LOCAL = { 'TaskRunner-Local': '1' };
const store = window.sessionStorage;

/** The open rooms where this server gives tokens for the asking; null elsewhere. */
export async function localRooms() {
  const response = await fetch('/local/rooms', { headers: LOCAL });
  const answer = response.ok ? await response.json() : { local: false };
  return answer.local ? answer.rooms : null;
}

async function localToken(room, name) {
  const response = await fetch('/local/token', { method: 'POST', headers: LOCAL, body: JSON.stringify({ room, name }) });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error.text);
  }
  return answer.token;
}

/** What a token says, without knowing whether it is true; null for no token. */
export function claims(token) {
  try {
    const part = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (one) => one.charCodeAt(0));
    const said = JSON.parse(new TextDecoder().decode(bytes));
    const room = said.grants?.find((one) => one.name === 'room')?.scope;
    return room ? { name: said.name, room } : null;
  } catch {
    return null;
  }
}

export function ownName() {
  let name = store.getItem('name');
  if (!name) {
    name = `guest-${Math.random().toString(36).slice(2, 6)}`;
    store.setItem('name', name);
  }
  return name;
}

export function rememberName(name) {
  store.setItem('name', name);
}

/** Joins with a token that was typed in. */
export async function joinWith(token) {
  const said = claims(token.trim());
  if (!said) {
    throw new Error('That is no participant token, or one without a room.');
  }
  const room = await join(said.room, token.trim());
  store.setItem(`token:${said.room}`, token.trim());
  return room;
}

/** Joins a room with what we have: the token of before, else one for the asking. Null when there is neither. */
export async function joinAgain(name) {
  const known = store.getItem(`token:${name}`);
  if (known) {
    try {
      return await join(name, known);
    } catch {
      store.removeItem(`token:${name}`);
    }
  }
  return (await localRooms()) ? joinHere(name, ownName()) : null;
}

/** Joins with a token for the asking. */
export async function joinHere(room, name) {
  const token = await localToken(room, name);
  const joined = await join(room, token);
  store.setItem(`token:${room}`, token);
  return joined;
}

async function join(name, token) {
  const room = new Room(name, token);
  try {
    await room.connect();
    return room;
  } catch (error) {
    room.close();
    throw error;
  }
}

export function forget(room) {
  store.removeItem(`token:${room}`);
}
