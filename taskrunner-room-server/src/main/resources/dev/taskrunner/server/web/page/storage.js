// The room's files: browse, upload, download, delete.

import { bytes, field, fill, h, save, text, toast } from './dom.js';

export function storage({ main, room, what, link }) {
  const path = what.join('/');
  const list = h('tbody', {});
  const files = h('input', { type: 'file', multiple: true });
  const at = (name) => (path ? `${path}/${name}` : name);
  const refresh = async () => {
    try {
      const found = (await room.request('storage.list', { path })).json.files;
      found.sort((a, b) => Number(b.is_folder) - Number(a.is_folder) || a.name.localeCompare(b.name));
      fill(list, found.length === 0 ? h('tr', {}, h('td', { colspan: 4, class: 'muted' }, 'Nothing is here.')) : found.map(row));
    } catch (error) {
      fill(list, h('tr', {}, h('td', { colspan: 4, class: 'problem' }, error.message)));
    }
  };
  const row = (one) => h('tr', {}, h('td', {}, one.is_folder ? h('a', { href: link('storage', [...what, one.name]) }, text(one.name, 120), '/') : text(one.name, 120)),
    h('td', { class: 'muted size' }, one.is_folder || one.size === undefined ? null : bytes(one.size)),
    h('td', { class: 'muted' }, one.updated_at ? text(new Date(one.updated_at).toLocaleString([], { hour12: false }), 40) : null),
    h('td', {}, one.is_folder ? null : h('div', { class: 'row' },
      h('button', { class: 'plain', onclick: () => download(one.name) }, 'Download'),
      h('button', { class: 'plain', onclick: () => remove(one.name) }, 'Delete'))));
  const download = (name) => read(room, at(name)).then((pieces) => save(name, new Blob(pieces)), (error) => toast(error.message));
  const remove = (name) => {
    if (window.confirm(`Delete ${name}?`)) {
      room.request('storage.delete', { path: at(name) }).then(refresh, (error) => toast(error.message));
    }
  };
  const problem = h('p', { class: 'problem', role: 'alert' });
  const bar = h('progress', { 'aria-label': 'Upload', max: 1, hidden: true });
  const go = h('button', { class: 'main' }, 'Upload');
  const upload = async () => {
    const wanted = [...files.files];
    if (go.disabled || wanted.length === 0) {
      problem.textContent = wanted.length === 0 ? 'Choose a file first.' : '';
      return;
    }
    problem.textContent = '';
    go.disabled = true;
    bar.hidden = false;
    const done = [];
    try {
      for (const file of wanted) {
        await send(room, at(file.name), file, (fraction) => { bar.value = (done.length + fraction) / wanted.length; });
        done.push(file.name);
      }
      toast('Uploaded.');
      files.value = '';
    } catch (error) {
      fill(problem, text(wanted[done.length].name, 100), ' was not uploaded: ', text(error.message.replace(/\.$/, ''), 500), '.', done.length ? ` Uploaded before it: ${done.join(', ').slice(0, 300)}.` : null);
    }
    go.disabled = false;
    bar.hidden = true;
    await refresh();
  };
  const crumbs = what.map((name, index) => [' / ', h('a', { href: link('storage', what.slice(0, index + 1)) }, text(name, 60))]);
  fill(main, h('h1', {}, 'Storage'), h('p', {}, h('a', { href: link('storage') }, text(room.name, 60)), crumbs),
    h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Name'), h('th', { scope: 'col' }, 'Size'), h('th', { scope: 'col' }, 'Changed'), h('th', { scope: 'col' }, 'Actions'))), list)),
    h('section', { class: 'card' }, h('h2', {}, 'Upload'), h('form', { onsubmit: (event) => { event.preventDefault(); upload(); } }, field('Files', files), bar, problem, go)));
  room.addEventListener('file', refresh);
  refresh();
  return () => room.removeEventListener('file', refresh);
}

const PIECE = 1 << 20;

/** How much goes over at once: never near what the room takes in one message. */
function pieceSize(room) {
  return room.maxMessageBytes ? Math.min(PIECE, Math.floor(room.maxMessageBytes / 2)) : PIECE;
}

/** Writes a file piece by piece; it is there when the last piece is, and nothing of it when one was refused. */
async function send(room, path, file, progress) {
  const most = pieceSize(room);
  const { handle } = (await room.request('storage.open', { path, overwrite: true })).json;
  try {
    for (let from = 0; from < file.size; from += most) {
      const piece = new Uint8Array(await file.slice(from, from + most).arrayBuffer());
      await room.request('storage.write', { handle }, { attachment: piece });
      progress(Math.min(1, (from + most) / file.size));
    }
  } catch (error) {
    await room.request('storage.abort', { handle }).catch(() => {}); // why it failed is what counts
    throw error;
  }
  await room.request('storage.close', { handle });
}

/** Reads a file piece by piece, so that it may be larger than a message. */
async function read(room, path) {
  const pieces = [];
  let offset = 0;
  let size;
  let version;
  do {
    const piece = await room.request('storage.read', { path, offset, length: pieceSize(room), version });
    ({ size, version } = piece.taskrunner);
    pieces.push(piece.attachment);
    offset += piece.attachment.length;
  } while (offset < size);
  return pieces;
}
