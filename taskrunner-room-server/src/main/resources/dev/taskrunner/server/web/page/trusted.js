// Where the browser knows trusted types, no text becomes markup on this page, whoever wrote it: all of it is escaped, in the form
// library too. Elsewhere the policy without unsafe-inline still keeps scripts from running.
if (window.trustedTypes) {
  const escape = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
  window.trustedTypes.createPolicy('default', { createHTML: (text) => escape(String(text)) });
}
