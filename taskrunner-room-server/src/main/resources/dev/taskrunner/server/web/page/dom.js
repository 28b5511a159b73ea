// Elements made of text only: nothing here ever parses HTML, so names and results of strangers show as they are.

/** Makes an element: h('button', {class: 'main', onclick: go}, 'Go'). Null and false children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      if (name === 'value') {
        element.value = value;
      } else {
        element.setAttribute(name, value);
      }
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Puts children in place of what is there. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

let ids = 0;

/** A label and its field, tied together. */
export function field(label, input, hint = '') {
  input.id = input.id || `field-${++ids}`;
  const note = hint ? h('small', { class: 'muted', id: `${input.id}-hint` }, hint) : null;
  if (note) {
    input.setAttribute('aria-describedby', note.id);
  }
  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, note);
}

/** Text of strangers: of one direction each, and cut where it would fill the screen. */
export function text(value, most = 300) {
  const all = String(value);
  return h('bdi', { title: all.length > most ? all.slice(0, 2000) : null }, all.length > most ? `${all.slice(0, most)}…` : all);
}

let timer;

/** Says something for a moment. */
export function toast(message) {
  const place = document.getElementById('toast');
  place.textContent = String(message).slice(0, 500);
  place.className = 'shown';
  clearTimeout(timer);
  timer = setTimeout(() => { place.className = ''; }, 5000);
}

/** Has the browser save something. */
export function save(name, content) {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function duration(millis) {
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  return millis < 60000 ? `${(millis / 1000).toFixed(1)} s` : `${Math.floor(millis / 60000)} min ${Math.round((millis % 60000) / 1000)} s`;
}

export function bytes(count) {
  if (count < 1000) {
    return `${count} B`;
  }
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

export function clock(millis) {
  return new Date(millis).toLocaleTimeString([], { hour12: false });
}
