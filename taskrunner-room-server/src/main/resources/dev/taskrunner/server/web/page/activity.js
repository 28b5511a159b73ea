// What happens in the room, kept while the page is open, whichever view is shown. Bounded.

const MOST = 1000;

/** Has traces (by id), logs and messages, the people, and tells of changes. */
export class Activity extends EventTarget {
  constructor(room) {
    super();
    this.traces = new Map();
    this.logs = [];
    this.messages = [];
    const watch = () => {
      room.request('developer.watch').catch(() => {}); // not every token allows it
      if (room.features.includes('trace')) {
        room.request('room.trace.watch').catch(() => {});
      }
    };
    room.addEventListener('state', ({ detail }) => detail === 'connected' && watch());
    room.addEventListener('trace', ({ detail }) => {
      this.traces.set(detail.id, detail);
      if (this.traces.size > MOST) {
        this.traces.delete(this.traces.keys().next().value);
      }
      this.#tell();
    });
    room.addEventListener('log', ({ detail }) => this.#add(this.logs, detail));
    room.addEventListener('message', ({ detail }) => this.#add(this.messages, detail));
    watch();
  }

  #add(list, one) {
    list.push(one);
    if (list.length > MOST) {
      list.shift();
    }
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
