// Asks the browser for a passkey, puts its answer into the form of this page, and sends the form like any other.
// Without it nothing is missing but passkeys: the page then says which other ways there are.
(() => {
  'use strict';
  const form = document.querySelector('form[data-passkey]');
  const parts = document.querySelectorAll('[data-when]');
  if (!form) return;

  // Shows what is to be read now, and hides the rest.
  const tell = (...now) => parts.forEach((part) => { part.hidden = !now.includes(part.dataset.when); });

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const named = (list) => list.map((one) => ({ ...one, id: bytes(one.id) }));

  const isNew = form.dataset.passkey === 'new';

  // The question, with bytes where it holds base64url.
  const question = () => {
    const asked = JSON.parse(form.dataset.question);
    asked.challenge = bytes(asked.challenge);
    if (isNew) {
      asked.user.id = bytes(asked.user.id);
      asked.excludeCredentials = named(asked.excludeCredentials);
    } else {
      asked.allowCredentials = named(asked.allowCredentials);
    }
    return asked;
  };

  // The answer, with base64url where it holds bytes.
  const answer = ({ id, rawId, type, response }) => {
    const told = { clientDataJSON: text(response.clientDataJSON) };
    if (isNew) {
      told.attestationObject = text(response.attestationObject);
    } else {
      told.authenticatorData = text(response.authenticatorData);
      told.signature = text(response.signature);
      told.userHandle = response.userHandle && response.userHandle.byteLength ? text(response.userHandle) : null;
    }
    return JSON.stringify({ id, rawId: text(rawId), type, response: told });
  };

  const why = { InvalidStateError: 'known', SecurityError: 'elsewhere', NotSupportedError: 'unable' };

  let waiting = false;
  const ask = async () => {
    if (waiting) return;
    waiting = true;
    tell('able', 'asking');
    try {
      const publicKey = question();
      const credential = await (isNew ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
      form.elements.answer.value = answer(credential);
      form.submit();
    } catch (error) {
      waiting = false;
      tell('able', why[error.name] || 'nothing');
    }
  };

  if (!window.PublicKeyCredential) {
    tell('unable');
    return;
  }
  tell('able');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  if ('atOnce' in form.dataset) ask();
})();
