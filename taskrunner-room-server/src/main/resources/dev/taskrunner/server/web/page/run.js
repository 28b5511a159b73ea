// Run task: a form of the runner's (or tool's) input, options, progress, and what came of it.

import { clock, duration, field, fill, h, save, text, toast } from './dom.js';
import { Form } from './form.js';
import { tar } from './tar.js';
import { tree } from './tree.js';

const ABSENT = 'absent';

export function run(context) {
  const view = new RunView(context);
  view.open();
  return () => view.close();
}

class RunView {
  #form = null;
  #abort = null;
  #output = h('section', { class: 'output', 'aria-label': 'Result' });
  #history = h('ol', { class: 'lines history', tabindex: 0, 'aria-label': 'Runs' });
  #closed = false;

  constructor({ main, room, what, options, link }) {
    Object.assign(this, { main, room, what, options, link });
    this.kind = what[0];
  }

  async open() {
    fill(this.main, h('p', { class: 'muted' }, 'Looking for it…'));
    let spec;
    let kits;
    try {
      [spec, kits] = await Promise.all([this.#find(), this.room.toolkits().catch(() => ({}))]);
    } catch (error) {
      fill(this.main, h('p', { class: 'problem', role: 'alert' }, error.message));
      return;
    }
    if (this.#closed) {
      return;
    }
    if (!spec) {
      fill(this.main, h('h1', {}, 'Not in the room'), h('p', {}, 'There is no ', text(this.what.slice(1).join(' / ')), ' in the room at the moment. ',
        h('a', { href: this.link() }, 'See who is.')));
      return;
    }
    await this.#build(spec, kits);
  }

  async #find() {
    if (this.kind === 'tool') {
      const tool = (await this.room.toolkits())[this.what[1]]?.tools?.[this.what[2]];
      return tool ? { name: this.what[2], ...tool } : null;
    }
    return (await this.room.agents()).find((one) => one.name === this.what[1]) ?? null;
  }

  async #build(spec, kits) {
    this.spec = spec;
    this.#form = new Form(withDefinitions(spec), this.#given());
    this.files = h('input', { type: 'file', multiple: true });
    this.timeout = h('input', { type: 'number', min: 1, max: 3600, value: this.options.get('timeout') ?? '300' });
    this.wanted = this.options.get('behalf') ?? '';
    this.behalf = h('select', { onchange: () => this.#chooseBehalf() });
    this.#people();
    this.room.addEventListener('people', this.#people);
    this.kits = this.#kitBoxes(spec, kits ?? {});
    this.go = h('button', { class: 'main', type: 'submit' }, 'Run');
    this.cancel = h('button', { type: 'button', disabled: true, onclick: () => this.#abort?.abort() }, 'Cancel');
    this.status = h('p', { class: 'muted', role: 'status' });
    const form = h('form', { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.#run(); } },
      this.#form.element,
      h('details', { class: 'more', open: this.options.has('toolkits') || this.options.has('behalf') }, h('summary', {}, 'Options'),
        field('Files to attach', this.files, 'Sent as one tar archive.'), field('On behalf of', this.behalf),
        this.kits, field('Time limit in seconds', this.timeout)),
      h('div', { class: 'row' }, this.go, this.cancel, h('button', { type: 'button', class: 'plain', onclick: () => this.#copyLink() }, 'Copy link')), this.status);
    form.addEventListener('change', () => this.#remember());
    this.#form.addEventListener('change', () => this.#remember());
    fill(this.main, h('p', {}, h('a', { href: this.link() }, '← Runners')),
      h('h1', {}, text(spec.title || spec.name, 100)), spec.description ? h('p', {}, text(spec.description, 2000)) : null,
      h('div', { class: 'split' }, h('section', { class: 'card', 'aria-label': 'Arguments' }, form), h('div', {}, this.#output,
        h('section', { class: 'card' }, h('h2', {}, 'Runs'), this.#history))));
    fill(this.#output, h('p', { class: 'muted' }, 'The result comes here.'));
    await this.#form.ready();
    this.main.dataset.ready = 'true';
  }

  #given() {
    try {
      return this.options.has('input') ? JSON.parse(this.options.get('input')) : undefined;
    } catch {
      toast('The arguments in the address cannot be read.');
      return undefined;
    }
  }

  /** Who was chosen and is not here stays chosen: running it for nobody instead would be another task. */
  #people = () => {
    const others = [...this.room.people.values()].map((one) => ({ id: one.id, name: `${one.attributes?.name ?? one.id}` }));
    const found = others.find((one) => one.name === this.wanted);
    fill(this.behalf, h('option', { value: '' }, 'nobody'), others.map((one) => h('option', { value: one.id }, one.name.slice(0, 80))),
      this.wanted && !found ? h('option', { value: ABSENT }, `${this.wanted.slice(0, 80)} (has left)`) : null);
    this.behalf.value = this.wanted ? found?.id ?? ABSENT : '';
  };

  #chooseBehalf() {
    if (this.behalf.value !== ABSENT) {
      this.wanted = this.behalf.value ? this.room.nameOf(this.behalf.value) : '';
    }
  }

  #kitBoxes(spec, kits) {
    const names = Object.keys(kits);
    if (!spec.supports_tools || names.length === 0) {
      return null;
    }
    const chosen = (this.options.get('toolkits') ?? '').split(',');
    return h('fieldset', {}, h('legend', {}, 'Toolkits it may use'), names.map((name) =>
      h('label', { class: 'check' }, h('input', { type: 'checkbox', value: name, checked: chosen.includes(name) }), text(name, 60))));
  }

  #chosenKits() {
    return this.kits ? [...this.kits.querySelectorAll('input:checked')].map((one) => one.value) : [];
  }

  /** The address always opens this form as it is filled in. */
  #remember() {
    const options = { input: JSON.stringify(this.#form.value()) };
    if (this.timeout.value !== '300') {
      options.timeout = this.timeout.value;
    }
    if (this.#chosenKits().length) {
      options.toolkits = this.#chosenKits().join(',');
    }
    if (this.wanted) {
      options.behalf = this.wanted;
    }
    history.replaceState(null, '', this.link('run', this.what, options));
  }

  async #copyLink() {
    this.#remember();
    try {
      await navigator.clipboard.writeText(location.href);
      toast('Copied. The link opens this form filled in; it holds no token.');
    } catch {
      toast('The address of this page opens this form filled in.');
    }
  }

  async #run() {
    if (this.#abort) {
      return;
    }
    this.#form.clearMarks();
    const problems = this.#form.problems();
    if (problems.length > 0) {
      this.#refused(problems, 'Not sent: the arguments do not match yet.');
      return;
    }
    this.#abort = new AbortController();
    this.go.disabled = true;
    this.cancel.disabled = false;
    const started = performance.now();
    const bar = h('progress', { 'aria-label': 'Progress', max: 1 });
    const line = h('p', { class: 'progress-text', role: 'status' }, 'Running…');
    const steps = h('ol', { class: 'lines muted' });
    fill(this.#output, h('div', { class: 'card running' }, h('h2', {}, 'Running'), bar, line, steps));
    const result = await this.#ask((progress) => this.#progress(progress, bar, line, steps));
    const took = performance.now() - started;
    this.#abort = null;
    this.go.disabled = false;
    this.cancel.disabled = true;
    if (!this.#closed) {
      this.#finish(result, took);
      this.#output.scrollIntoView({ block: 'nearest' });
    }
  }

  async #ask(progress) {
    try {
      if (this.behalf.value === ABSENT) {
        throw new Error(`${this.wanted}, on whose behalf this would run, has left the room. Choose somebody else or nobody.`);
      }
      const files = [...this.files.files];
      const options = {
        attachment: files.length ? await tar(files) : undefined,
        onBehalfOf: this.behalf.value, toolkits: this.#chosenKits(),
        timeout: Math.max(1, Number(this.timeout.value) || 300) * 1000,
        signal: this.#abort.signal, progress,
      };
      const input = this.#form.value() ?? {};
      return { content: this.kind === 'tool'
        ? await this.room.invoke(this.what[1], this.what[2], input, options) : await this.room.ask(this.what[1], input, options) };
    } catch (error) {
      return { error };
    }
  }

  #progress({ fraction, text: words, data }, bar, line, steps) {
    if (typeof fraction === 'number') {
      bar.value = fraction;
    }
    const said = words ?? (data === undefined ? '' : JSON.stringify(data));
    if (said) {
      line.textContent = said.slice(0, 500);
      steps.append(h('li', {}, text(said, 300)));
      if (steps.childElementCount > 50) {
        steps.firstElementChild.remove();
      }
    }
  }

  #finish({ content, error }, took) {
    const after = `after ${duration(took)}`;
    this.#history.prepend(h('li', {}, h('span', { class: error ? 'bad' : 'good' }, error ? `✕ ${error.code ?? 'failed'}` : '✓ done'), ` ${clock(Date.now())}, ${after}`));
    if (!error) {
      fill(this.#output, result(content, after));
    } else if (error.violations?.length) {
      this.#refused(error.violations, error.message.split('\n')[0]);
    } else {
      fill(this.#output, failure(error, after));
    }
  }

  #refused(violations, title) {
    const homeless = this.#form.mark(violations);
    const list = violations.map((one) => h('li', {}, h('code', {}, text(one.pointer || '(the whole)', 100)), ' ', text(withoutPlace(one), 400)));
    fill(this.#output, h('div', { class: 'card failed', role: 'alert' }, h('h2', {}, 'Does not match'), h('p', {}, text(title, 500)), h('ul', {}, list),
      homeless.length < violations.length ? h('p', { class: 'muted' }, 'Each is marked at its field.') : null));
  }

  close() {
    this.#closed = true;
    delete this.main.dataset.ready;
    this.#abort?.abort();
    this.room.removeEventListener('people', this.#people);
    this.#form?.close();
  }
}

/** The message without the place that stands before it already. */
function withoutPlace({ pointer, message }) {
  const words = String(message ?? '');
  const place = `${pointer}: `;
  return words.startsWith(place) ? words.slice(place.length) : words;
}

function withDefinitions(spec) {
  return spec.defs ? { ...spec.input_schema, $defs: { ...spec.input_schema?.$defs, ...spec.defs } } : spec.input_schema;
}

function failure(error, after) {
  return h('div', { class: 'card failed', role: 'alert' }, h('h2', {}, error.code === 'cancelled' ? 'Cancelled' : 'Failed'),
    h('p', { class: 'preserve', dir: 'auto' }, text(error.message, 5000)), h('p', { class: 'muted' }, h('code', {}, error.code ?? 'failed'), ` ${after}`));
}

/** A result of any kind, as a tree and as text. */
function result(content, after) {
  const head = h('h2', {}, 'Done ', h('small', { class: 'muted' }, after));
  switch (content.type) {
    case 'file':
      return h('div', { class: 'card done' }, head, h('p', {}, text(content.name, 200), ` (${content.mime_type}, ${content.attachment.length} bytes)`),
        h('button', { onclick: () => save(content.name, content.attachment) }, 'Save'));
    case 'link':
      return h('div', { class: 'card done' }, head, h('p', {}, text(content.name, 200), ': ', h('code', {}, text(content.url, 500))));
    case 'empty':
      return h('div', { class: 'card done' }, head, h('p', { class: 'muted' }, 'It answered without a value.'));
    default:
  }
  const value = content.type === 'text' ? content.text : content.json;
  const asText = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const shown = asText.length > 100000 ? `${asText.slice(0, 100000)}…` : asText;
  return h('div', { class: 'card done' }, head, h('div', { class: 'tree', 'data-result': true, tabindex: 0, role: 'group', 'aria-label': 'Value' }, tree(value)),
    h('details', {}, h('summary', {}, 'As text'), h('pre', { dir: 'auto', tabindex: 0 }, shown)),
    h('div', { class: 'row' }, h('button', { class: 'plain', onclick: () => navigator.clipboard?.writeText(asText).then(() => toast('Copied.')) }, 'Copy'),
      h('button', { class: 'plain', onclick: () => save('result.json', asText) }, 'Save')));
}
