// For plain pages, which are not woken in the browser: closes what is open by Escape and by a click beside it, keeps the
// bars of running passes moving, and asks for the page again when one begins or the last has ended. A form that somebody
// has begun to fill in is left alone.
const close = (beside) => {
  for (const popup of document.querySelectorAll('details[name][open]')) {
    if (popup.contains(beside)) continue;
    const held = popup.contains(document.activeElement);
    popup.open = false;
    if (held && !beside) popup.querySelector('summary').focus();
  }
};
addEventListener('keydown', ({ key }) => key === 'Escape' && close(null));
addEventListener('pointerdown', ({ target }) => close(target));
const list = document.querySelector('[data-watch]');
if (list) {
  const source = new EventSource('/events/sync');
  const bar = (name) => [...list.querySelectorAll('progress')].find((one) => one.ariaLabel === `Reading ${name}`);
  const again = () => {
    const typed = [...document.querySelectorAll('input:not([type=hidden])')].some((field) => field.value !== field.defaultValue);
    source.close();
    if (!typed) location.replace(location.pathname);
  };
  let seen = Boolean(list.querySelector('progress'));
  source.onmessage = ({ data }) => {
    const running = JSON.parse(data);
    if (running.length === 0) return seen && again();
    seen = true;
    for (const one of running) {
      const shown = bar(one.connection);
      if (!shown) return again();
      shown.max = Math.max(one.planned, 1);
      shown.value = one.done;
      shown.parentElement.querySelector('.pass-text').textContent = `${one.done} of ${one.planned} days of data`;
    }
  };
}
