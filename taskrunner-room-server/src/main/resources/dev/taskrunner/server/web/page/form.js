// A form made from a schema, or the same value as raw JSON. Errors of the room are marked at their fields.

import { fill, h } from './dom.js';
import { forForm } from './schema.js';
import { themeName } from './theme.js';

const ROOT = 'arguments';
const TYPING = 100;

/**
 * Has element, value(), set(value), problems(), mark(violations), and tells of changes. A schema that the library cannot make a
 * form of leaves the raw JSON.
 */
export class Form extends EventTarget {
  #editor = null;
  #holder = h('div', { class: 'form' });
  #text = h('textarea', { rows: 12, spellcheck: 'false', 'aria-label': 'Arguments as JSON' });
  #rawProblem = h('p', { class: 'problem', role: 'alert' });
  #raw = h('div', { class: 'raw', hidden: true }, this.#text, this.#rawProblem);
  #switch = h('button', { type: 'button', class: 'plain', onclick: () => this.#toggle() }, 'Raw JSON');
  #value;
  #ready;
  #typing;
  #typed = null;

  constructor(schema, value) {
    super();
    this.element = h('div', {}, h('div', { class: 'row end' }, this.#switch), this.#holder, this.#raw);
    this.#value = value ?? {};
    this.#text.addEventListener('input', () => this.#readText());
    this.#holder.addEventListener('input', (event) => this.#touched(event.target));
    this.#holder.addEventListener('focusout', (event) => this.#touched(event.target));
    // A number that is required begins as 0; whoever types there means another one and not one with a 0 beside it.
    ['focusin', 'click'].forEach((kind) => this.#holder.addEventListener(kind, ({ target }) => {
      if (target.matches('input:not([type=checkbox])') && target.value === '0') {
        target.select();
      }
    }));
    this.#ready = this.#build(schema, value);
  }

  /** Errors show where somebody has typed. The library looks only when a field is left, so it is told earlier. */
  #touched(input) {
    input.closest('.form-control')?.classList.add('touched');
    if (input.matches('input:not([type=checkbox]), textarea') && input.closest('[data-schemapath]')) {
      clearTimeout(this.#typing);
      this.#typed = input;
      this.#typing = setTimeout(() => this.#settle(), TYPING);
    }
  }

  /** Takes over what was typed just now. */
  #settle() {
    clearTimeout(this.#typing);
    const input = this.#typed;
    this.#typed = null;
    if (input?.isConnected) {
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
    if (!this.isRaw && this.#editor) {
      this.#value = this.#editor.getValue();
    }
  }

  /** Resolves when the form can be used. */
  ready() {
    return this.#ready;
  }

  async #build(schema, value) {
    try {
      const editor = new window.JSONEditor(this.#holder, options(forForm(schema), value));
      await new Promise((resolve, reject) => {
        editor.on('ready', resolve);
        setTimeout(() => reject(new Error('The form took too long.')), 10000);
      });
      this.#editor = editor;
      this.#value = editor.getValue();
      editor.on('change', () => this.#changed());
      this.#tidy();
    } catch (error) {
      console.warn('no form for this schema:', error.message);
      fill(this.#holder, h('p', { class: 'muted' }, 'There is no form for this schema; write the arguments as JSON.'));
      this.#switch.hidden = true;
      this.#showRaw();
    }
  }

  #changed() {
    this.#value = this.#editor.getValue();
    this.#tidy();
    this.dispatchEvent(new Event('change'));
  }

  /** What the library leaves out for those who do not see: names for lone buttons and fields, errors tied to their fields. */
  #tidy() {
    for (const input of this.#holder.querySelectorAll('input, select, textarea')) {
      const row = input.closest('[data-schemapath]');
      const named = input.labels?.length > 0 || input.hasAttribute('aria-label');
      if (!named && row) {
        input.setAttribute('aria-label', row.dataset.schemapath.split('.').slice(1).join(' ') || 'value');
      }
    }
    for (const button of this.#holder.querySelectorAll('button')) {
      const row = button.closest('[data-schemapath]');
      if (row && !button.hasAttribute('aria-label')) {
        const where = row.dataset.schemapath.split('.').slice(1).join(' ');
        button.setAttribute('aria-label', `${button.textContent.trim() || button.title} ${where}`.trim());
      }
    }
  }

  get isRaw() {
    return !this.#raw.hidden;
  }

  #toggle() {
    if (this.isRaw) {
      const read = this.#parse();
      if (read === undefined) {
        return;
      }
      this.#raw.hidden = true;
      this.#holder.hidden = false;
      this.#switch.textContent = 'Raw JSON';
      this.#editor.setValue(read);
    } else {
      this.#showRaw();
    }
  }

  #showRaw() {
    this.#settle();
    this.#text.value = JSON.stringify(this.#value, null, 2);
    this.#raw.hidden = false;
    this.#holder.hidden = true;
    this.#switch.textContent = 'Form';
  }

  #readText() {
    const read = this.#parse();
    if (read !== undefined) {
      this.#value = read;
    }
    this.dispatchEvent(new Event('change'));
  }

  #parse() {
    try {
      const read = JSON.parse(this.#text.value);
      this.#rawProblem.textContent = '';
      this.#text.removeAttribute('aria-invalid');
      return read;
    } catch (error) {
      this.#rawProblem.textContent = `This is no JSON: ${error.message}`;
      this.#text.setAttribute('aria-invalid', 'true');
      return undefined;
    }
  }

  value() {
    this.#settle();
    return this.#value;
  }

  /** What the form itself finds wrong: [{pointer, message}]; from now on shown at every field. */
  problems() {
    this.#holder.classList.add('tried');
    this.#settle();
    if (this.isRaw) {
      return this.#parse() === undefined ? [{ pointer: '', message: this.#rawProblem.textContent }] : [];
    }
    return (this.#editor?.validate(this.#editor.getValue()) ?? []).map((one) => ({ pointer: pointer(one.path), message: one.message, own: true }));
  }

  /** Marks what the room found wrong, at the fields; returns those that have none. */
  mark(violations) {
    this.clearMarks();
    this.#holder.classList.add('tried');
    const homeless = [];
    for (const violation of violations) {
      const place = this.isRaw ? null : this.#place(violation.pointer ?? violation.path ?? '');
      if (!place) {
        homeless.push(violation);
        continue;
      }
      if (violation.own) {
        continue; // the library has marked it
      }
      const note = h('p', { class: 'problem from-room', role: 'alert' }, violation.message ?? String(violation.expected ?? ''));
      place.append(note);
    }
    (this.#holder.querySelector('.from-room') ?? this.#holder.querySelector('.form-control [aria-invalid]'))?.scrollIntoView({ block: 'center' });
    return homeless;
  }

  clearMarks() {
    this.#holder.querySelectorAll('.from-room').forEach((one) => one.remove());
  }

  /** The element of a field, or of the nearest one around it. */
  #place(jsonPointer) {
    const parts = jsonPointer.split('/').slice(1).map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
    for (let n = parts.length; n > 0; n--) {
      const path = [ROOT, ...parts.slice(0, n)].join('.');
      const found = this.#holder.querySelector(`[data-schemapath=${JSON.stringify(path)}]`);
      if (found) {
        return found;
      }
    }
    return null;
  }

  close() {
    this.#editor?.destroy();
  }
}

function options(schema, value) {
  const given = value === undefined ? {} : { startval: value };
  return {
    schema,
    ...given,
    theme: themeName(),
    iconlib: null,
    ajax: false,
    disable_edit_json: true,
    disable_collapse: true,
    disable_array_reorder: true,
    disable_array_delete_all_rows: true,
    disable_array_delete_last_row: true,
    disable_properties: true,
    prompt_before_delete: false,
    show_opt_in: true,
    show_errors: 'always',
    required_by_default: false,
    use_default_values: true,
    enforce_const: true,
    form_name_root: ROOT,
  };
}

function pointer(path) {
  return path.split('.').slice(1).map((one) => `/${one.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
