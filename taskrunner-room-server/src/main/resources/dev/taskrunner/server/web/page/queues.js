// Queues of the room: their sizes, sending, and looking at what waits.

import { field, fill, h, text, toast } from './dom.js';
import { tree } from './tree.js';

export function queues({ main, room }) {
  const list = h('tbody', {});
  const name = h('input', { required: true, maxlength: 200, autocomplete: 'off' });
  const body = h('textarea', { rows: 4, spellcheck: 'false' });
  const taken = h('section', { class: 'card', hidden: true });
  body.value = '{"prompt": "hello"}';
  const refresh = async () => {
    try {
      const found = (await room.request('queues.list')).json.queues;
      fill(list, found.length === 0 ? h('tr', {}, h('td', { colspan: 3, class: 'muted' }, 'No queue yet.')) : found.map((one) => h('tr', {},
        h('td', {}, text(one.name, 100)), h('td', {}, String(one.size)), h('td', {}, h('div', { class: 'row' },
          h('button', { class: 'plain', onclick: () => peek(one.name) }, 'Peek'), h('button', { class: 'plain', onclick: () => take(one.name) }, 'Take one'))))));
    } catch (error) {
      fill(list, h('tr', {}, h('td', { colspan: 3, class: 'problem' }, error.message)));
    }
  };
  const show = (title, answer) => {
    taken.hidden = false;
    fill(taken, h('h2', {}, title), answer.type === 'empty' ? h('p', { class: 'muted' }, 'The queue is empty.') : h('div', { class: 'tree', tabindex: 0, role: 'group', 'aria-label': 'Value' }, tree(answer.text ?? answer.json)));
  };
  // Looking is borrowing the next message and giving it back as if it had never been taken.
  const peek = async (queue) => {
    try {
      const lent = await room.request('queues.take', { name: queue, create: false, wait: false, lease_ms: 5000 });
      show(`Next in ${queue}`, lent.type === 'empty' ? lent : { type: 'json', json: lent.json.message });
      if (lent.type !== 'empty') {
        await room.request('queues.return', { receipt: lent.json.receipt, untouched: true });
      }
    } catch (error) {
      toast(error.message);
    }
  };
  const take = (queue) => room.request('queues.receive', { name: queue, create: false, wait: false })
    .then((answer) => { show(`Taken from ${queue}`, answer); return refresh(); }, (error) => toast(error.message));
  const send = async () => {
    try {
      await room.request('queues.send', { name: name.value, create: true, message: JSON.parse(body.value) });
      toast('Sent.');
      await refresh();
    } catch (error) {
      toast(error.message);
    }
  };
  fill(main, h('div', { class: 'row between' }, h('h1', {}, 'Queues'), h('button', { onclick: refresh }, 'Refresh')),
    h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Queue'), h('th', { scope: 'col' }, 'Waiting'), h('th', { scope: 'col' }, 'Look'))), list)), taken,
    h('section', { class: 'card' }, h('h2', {}, 'Send'), h('form', { onsubmit: (event) => { event.preventDefault(); send(); } },
      field('Queue', name, 'Made if it is not there.'), field('Message (JSON)', body), h('button', { class: 'main' }, 'Send'))));
  const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), 3000);
  refresh();
  return () => clearInterval(timer);
}
