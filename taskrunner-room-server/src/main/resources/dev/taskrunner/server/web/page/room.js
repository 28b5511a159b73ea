// One participant of one room, over a WebSocket, with the same messages as any other participant.

import { bytes } from './dom.js';
import { Decoder, packets, size } from './wire.js';

const LEAST_WAIT = 500;
const LONGEST_WAIT = 15000;
const RESPONSE = '__response__';

/** A failure that the room, a runner or a tool told us of. */
export class RoomError extends Error {
  constructor(text, code = 'failed', violations = []) {
    super(text);
    this.code = code;
    this.violations = violations;
  }
}

/**
 * Events: state (connected, waiting, closed), people, log, trace, message, file. Reconnects by itself; what waited for an answer
 * when the connection broke fails at once.
 */
export class Room extends EventTarget {
  #socket = null;
  #pending = new Map();
  #lastId = 0;
  #wait = LEAST_WAIT;
  #closed = false;
  #timer = null;

  constructor(name, token) {
    super();
    this.name = name;
    this.token = token;
    this.state = 'waiting';
    this.id = null;
    this.own = '';
    this.features = [];
    this.people = new Map();
    /** Why there are no messages; null where there are. */
    this.silent = null;
  }

  /** Resolves when the room let us in, and fails when it did not. */
  connect() {
    return new Promise((resolve, reject) => this.#open(resolve, reject));
  }

  #open(resolve, reject) {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const url = `${scheme}//${location.host}/rooms/${encodeURIComponent(this.name)}`;
    // The token goes as a subprotocol, so that it stands in no address.
    const socket = new WebSocket(url, [`meshagent-room.${this.token}`]);
    const decoder = new Decoder();
    let ready = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = (event) => {
      const message = decoder.accept(event.data);
      if (message) {
        this.#hear(message);
        if (message.type === 'room_ready') {
          ready = true;
          this.#wait = LEAST_WAIT;
          this.#begin().then(resolve, reject);
        }
      }
    };
    socket.onclose = () => {
      this.#fail();
      if (!ready) {
        reject(new RoomError('The room did not let this page in. The token may have expired or be for another room.', 'denied'));
      }
      if (ready || this.id) {
        this.#again();
      }
    };
  }

  async #begin() {
    this.people.clear();
    this.silent = null;
    await this.request('messaging.enable').catch((error) => { this.silent = error.message; }); // not every token allows it
    this.#tell('connected');
  }

  #again() {
    if (this.#closed) {
      return;
    }
    this.#tell('waiting');
    this.#timer = setTimeout(() => this.#open(() => {}, () => this.#again()), this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #fail() {
    for (const waiting of this.#pending.values()) {
      waiting.reject(new RoomError('The connection to the room was lost.', 'connection_lost'));
    }
    this.#pending.clear();
  }

  #tell(state) {
    this.state = state;
    this.#emit('state', state);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#tell('closed');
  }

  #hear({ id, type, json, attachment }) {
    switch (type) {
      case 'connected':
        this.id = json.participantId;
        this.own = json.attributes?.name ?? '';
        break;
      case 'room_ready':
        this.features = json.taskrunner?.features ?? [];
        this.maxMessageBytes = json.taskrunner?.max_message_bytes ?? null;
        break;
      case RESPONSE:
        this.#answered(id, json, attachment);
        break;
      case 'agent.progress':
        this.#pending.get(json.request_id)?.progress?.(json.progress ?? {});
        break;
      case 'messaging.send':
        this.#pushed(json, attachment);
        break;
      case 'developer.log':
        this.#emit('log', { at: Date.now(), type: json.type, data: json.data });
        break;
      case 'room.trace':
        this.#emit('trace', json);
        break;
      case 'storage.file.updated':
      case 'storage.file.deleted':
        this.#emit('file', json);
        break;
      default:
    }
  }

  #answered(id, json, attachment) {
    const waiting = this.#pending.get(id);
    if (!waiting) {
      return;
    }
    this.#pending.delete(id);
    if (json.type === 'error') {
      const more = json.taskrunner ?? {};
      waiting.reject(new RoomError(json.text, more.code, more.violations));
    } else {
      waiting.resolve({ ...json, attachment });
    }
  }

  #pushed({ from_participant_id: from, type, message }, attachment) {
    switch (type) {
      case 'messaging.enabled':
        this.people.clear();
        message.participants.forEach((one) => this.people.set(one.id, one));
        this.#emit('people');
        break;
      case 'participant.enabled':
        this.people.set(message.id, message);
        this.#emit('people');
        break;
      case 'participant.disabled':
        this.people.delete(message.id);
        this.#emit('people');
        break;
      case 'participant.attributes':
        Object.assign(this.people.get(from)?.attributes ?? {}, message.attributes);
        this.#emit('people');
        break;
      default:
        this.#emit('message', { at: Date.now(), from, name: this.nameOf(from), type, message, bytes: attachment.length });
    }
  }

  nameOf(id) {
    return id === this.id ? this.own : this.people.get(id)?.attributes?.name ?? id;
  }

  /** Sends a request; resolves with the content object that answers it. */
  request(type, json = {}, { attachment, progress, signal } = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new RoomError('There is no connection to the room at the moment.', 'connection_lost'));
    }
    const all = this.maxMessageBytes ? size(json, attachment) : 0;
    if (all > this.maxMessageBytes) {
      // The room would cut the connection, and with it all else that goes on.
      return Promise.reject(new RoomError(`${attachment ? 'The files have, with the arguments,' : 'The message has'} ${bytes(all)}, and this room takes ${bytes(this.maxMessageBytes)} in one message.`, 'too_large'));
    }
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, progress });
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true });
      this.#send(id, type, json, attachment);
    });
  }

  #send(id, type, json, attachment) {
    packets(id, type, json, attachment).forEach((packet) => this.#socket.send(packet));
  }

  #cancel(id) {
    const waiting = this.#pending.get(id);
    if (waiting) {
      this.#pending.delete(id);
      this.#send(++this.#lastId, 'agent.cancel', { request_id: id, text: 'the user gave up', taskrunner: { code: 'cancelled' } });
      waiting.reject(new RoomError('Cancelled.', 'cancelled'));
    }
  }

  async agents() {
    return (await this.request('agent.list_agents')).json.agents;
  }

  async toolkits() {
    return (await this.request('agent.list_toolkits')).json.tools;
  }

  /** Asks a runner; resolves with the kind of content that it gave. */
  async ask(agent, input, { onBehalfOf, toolkits = [], timeout, ...options } = {}) {
    const json = { agent, arguments: input, taskrunner: { progress: true, timeout_ms: timeout } };
    if (onBehalfOf) {
      json.on_behalf_of_id = onBehalfOf;
    }
    json.requires = toolkits.map((toolkit) => ({ toolkit, tools: null, callable: false }));
    const answer = await this.request('agent.ask', json, options);
    if (answer.type !== 'json') {
      return answer;
    }
    const content = answer.taskrunner?.content;
    return content ? { ...content, attachment: answer.attachment } : { type: 'json', json: answer.json.answer };
  }

  /** Calls a tool. */
  invoke(toolkit, tool, input, { onBehalfOf, timeout, toolkits, ...options } = {}) {
    return this.request('agent.invoke_tool', {
      toolkit, tool, arguments: input, participant_id: null, on_behalf_of_id: onBehalfOf || null, caller_context: null,
      taskrunner: { progress: true, timeout_ms: timeout },
    }, options);
  }

  send(to, type, message) {
    return this.request('messaging.send', { to_participant_id: to, type, message });
  }
}
