// Keys for the moderators' desk: J and K go through the queue, letters choose what happens to the comment. Nothing is sent
// by a key. Without this script, or with the keys turned off, links and buttons do the same (WCAG 2.1, 2.1.4).
(() => {
  'use strict';
  const list = document.getElementById('keys');
  const toggle = document.getElementById('keys-off');
  if (!list || !toggle) return;
  const NAME = 'folkmoot-keys-off';
  const store = {
    get off() { try { return localStorage.getItem(NAME) === '1'; } catch { return false; } },
    set off(value) { try { localStorage.setItem(NAME, value ? '1' : '0'); } catch { /* then it holds for this page alone */ } },
  };
  let off = store.off;

  const label = toggle.lastChild;
  const show = () => { label.textContent = off ? ' turn the keys on' : ' turn the keys off'; };
  const turn = () => { off = !off; store.off = off; show(); };

  const go = (step) => {
    const links = [...document.querySelectorAll('.fm-queue a')];
    const here = links.findIndex((link) => link.getAttribute('aria-current') === 'true');
    const next = links[here < 0 ? 0 : here + step];
    if (next) next.click();
  };

  const choose = (key) => {
    const radio = document.querySelector(`input[name="act"][data-key="${key}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event('change', { bubbles: true }));
    const details = document.getElementById('marked')?.closest('details');
    if (details && radio.value === 'redact') details.open = true;
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"])')) return;
    const key = event.key.toUpperCase();
    if (key === '?') { turn(); return; }
    if (off) return;
    if (key === 'J') go(1);
    else if (key === 'K') go(-1);
    else if (/^[A-Z]$/.test(key)) choose(key);
  });

  toggle.addEventListener('click', turn);
  list.hidden = false;
  show();
})();
