// The classic generation's framing: messages cut into packets of 1024 bytes, and bodies of JSON with bytes behind.

const SLICE = 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** How many bytes a message has for the room, which bounds them. */
export function size(json, attachment) {
  return 8 + encoder.encode(JSON.stringify(json)).length + (attachment?.length ?? 0);
}

/** All packets of one message, in order. */
export function packets(id, type, json, attachment = new Uint8Array()) {
  const header = encoder.encode(JSON.stringify(json));
  const data = new Uint8Array(8 + header.length + attachment.length);
  new DataView(data.buffer).setBigUint64(0, BigInt(header.length));
  data.set(header, 8);
  data.set(attachment, 8 + header.length);
  const total = Math.ceil(data.length / SLICE);
  const name = encoder.encode(type);
  const all = [packet(id, 0, 4 + name.length, (bytes, view) => {
    view.setUint32(12, total);
    bytes.set(name, 16);
  })];
  for (let i = 0; i < total; i++) {
    const slice = data.subarray(i * SLICE, (i + 1) * SLICE);
    all.push(packet(id, i + 1, slice.length, (bytes) => bytes.set(slice, 12)));
  }
  return all;
}

function packet(id, number, size, write) {
  const bytes = new Uint8Array(12 + size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(id));
  view.setUint32(8, number);
  write(bytes, view);
  return bytes;
}

/** Puts packets together again. What breaks the order is dropped up to the next header. */
export class Decoder {
  #current = null;

  /** The message that this packet completes, or null. */
  accept(buffer) {
    const view = new DataView(buffer);
    const id = Number(view.getBigUint64(0));
    const number = view.getUint32(8);
    if (number === 0) {
      const type = decoder.decode(new Uint8Array(buffer, 16));
      this.#current = { id, type, total: view.getUint32(12), slices: [] };
    } else if (this.#current && this.#current.id === id && number === this.#current.slices.length + 1) {
      this.#current.slices.push(new Uint8Array(buffer, 12));
    } else {
      this.#current = null;
    }
    const done = this.#current;
    if (!done || done.slices.length < done.total) {
      return null;
    }
    this.#current = null;
    return { id: done.id, type: done.type, ...body(join(done.slices)) };
  }
}

function join(slices) {
  const data = new Uint8Array(slices.reduce((sum, slice) => sum + slice.length, 0));
  let at = 0;
  for (const slice of slices) {
    data.set(slice, at);
    at += slice.length;
  }
  return data;
}

function body(data) {
  if (data.length < 8) {
    return { json: {}, attachment: new Uint8Array() };
  }
  const end = 8 + Number(new DataView(data.buffer).getBigUint64(0));
  return { json: JSON.parse(decoder.decode(data.subarray(8, end))), attachment: data.subarray(end) };
}
