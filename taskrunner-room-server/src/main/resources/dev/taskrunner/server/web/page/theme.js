// How the form library's elements look here: with classes instead of inline styles, and with text where it would take markup.

const NAME = 'taskrunner';

/** The name of our theme for the library, which learns it when it is first asked for. */
export function themeName() {
  const { themes } = window.JSONEditor.defaults;
  themes[NAME] ??= themed(themes.html);
  return NAME;
}

function unseen(element) {
  element?.classList.add('unseen');
  return element;
}

function labelled(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function themed(Base) {
  return class extends Base {
    constructor(editor) {
      super(editor, { disable_theme_rules: true });
    }

    cleanText(text) {
      return text;
    }

    getDescription(text) {
      return labelled('p', text);
    }

    getHiddenLabel(text) {
      return unseen(labelled('label', text));
    }

    getHiddenText(text) {
      return unseen(labelled('span', text));
    }

    visuallyHidden(element) {
      unseen(element);
    }

    /** The box before an optional field: whether it is given at all. */
    getOptInCheckbox(name) {
      const checkbox = document.createElement('input');
      checkbox.type = 'checkbox';
      checkbox.id = `${name}-opt-in`;
      checkbox.className = 'json-editor-opt-in';
      checkbox.title = 'Give this optional value';
      const label = unseen(labelled('label', `Give ${name.replace(/^arguments/, '').replaceAll(/[[\]]+/g, ' ').trim()}`));
      label.htmlFor = checkbox.id;
      const container = document.createElement('span');
      container.append(checkbox, label);
      return { label, checkbox, container };
    }

    getErrorMessage(text) {
      const element = labelled('p', text);
      element.className = 'problem';
      return element;
    }

    addInputError(input, text) {
      const group = input.closest?.('.form-control') ?? input.controlgroup;
      if (!input.errmsg && group) {
        input.errmsg = document.createElement('div');
        input.errmsg.className = 'problem errmsg';
        group.append(input.errmsg);
      }
      if (input.errmsg) {
        input.errmsg.textContent = text;
      }
      input.setAttribute('aria-invalid', 'true');
    }

    removeInputError(input) {
      if (input.errmsg) {
        input.errmsg.textContent = '';
      }
      input.removeAttribute('aria-invalid');
    }
  };
}
