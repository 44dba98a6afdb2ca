/* The shell around the app's frame: hears the App Bridge stand-in and shows navigation, title, save bar, toasts. */
const settings = JSON.parse(document.getElementById('shell-settings').textContent);
const frame = document.getElementById('app-frame');
const find = (id) => document.getElementById(id);
const make = (name, properties, data = {}) => {
  const element = Object.assign(document.createElement(name), properties);
  Object.assign(element.dataset, data);
  return element;
};

const tell = (type, data) =>
  frame.contentWindow.postMessage({ bridge: 1, type, ...data }, settings.appOrigin);
const adminPath = (path) => settings.base + (path === settings.home ? '' : path);

let items = [];
let path = settings.path;

function showNavigation() {
  const links = items
    .filter((item) => !item.home)
    .map(({ label, href }) => {
      const link = make('a', { textContent: label, href: adminPath(href) });
      if (path.split('?')[0] === href.split('?')[0]) link.setAttribute('aria-current', 'page');
      link.onclick = (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        document.body.classList.remove('nav-open');
        tell('navigate', { href });
      };
      return link;
    });
  find('app-nav').replaceChildren(...links);
}

function button({ key, label, primary, tone, disabled }) {
  const element = make('button', { type: 'button', textContent: label, disabled });
  if (primary) element.dataset.primary = '';
  if (tone) element.dataset.tone = tone;
  element.onclick = () => tell('press', { key });
  return element;
}

function showToast({ id, message, duration = 5_000, isError, action }) {
  const toast = make('div', { className: 'toast' }, { id, ...(isError ? { error: '' } : {}) });
  toast.append(make('span', { textContent: message }));
  const close = (what) => {
    if (!toast.isConnected) return;
    toast.remove();
    tell('toast', { id, what });
  };
  if (action) {
    const act = make('button', { type: 'button', textContent: action });
    act.onclick = () => close('action');
    toast.append(act);
  }
  const dismiss = make('button', { type: 'button', textContent: '✕', ariaLabel: 'Dismiss' });
  dismiss.onclick = () => close('dismiss');
  toast.append(dismiss);
  find('toasts').append(toast);
  setTimeout(() => close('dismiss'), duration);
}

const heard = {
  nav(message) {
    items = message.items;
    showNavigation();
  },
  location(message) {
    path = message.path;
    history.replaceState(null, '', adminPath(path));
    showNavigation();
  },
  title({ title, buttons }) {
    find('app-title').textContent = title || settings.appName;
    find('title-buttons').replaceChildren(...buttons.reverse().map(button));
    document.title = title ? `${title} · ${settings.appName}` : settings.appName;
  },
  'save-bar'({ open, buttons }) {
    find('save-bar').hidden = !open;
    find('save-buttons').replaceChildren(
      ...buttons
        .map((each) => ({ ...each, label: each.label || (each.primary ? 'Save' : 'Discard') }))
        .reverse()
        .map(button),
    );
  },
  loading({ on }) {
    find('loading').hidden = !on;
  },
  toast: showToast,
  'toast-hide'({ id }) {
    for (const toast of find('toasts').children) if (toast.dataset.id === id) toast.remove();
  },
};

const answers = {
  async 'id-token'() {
    const response = await fetch(settings.tokenAddress, { method: 'POST' });
    if (!response.ok) throw new Error('The app is not installed in this store.');
    return (await response.json()).token;
  },
  scopes: async () => settings.scopes,
  'confirm-leave': async () => confirm('Leave without saving? What you changed is lost.'),
};

addEventListener('message', async (event) => {
  if (event.source !== frame.contentWindow || event.origin !== settings.appOrigin) return;
  const { type, question, bridge, ...data } = event.data ?? {};
  if (bridge !== 1) return;
  if (question === undefined) return heard[type]?.(data);
  try {
    tell('answer', { question, value: await answers[type](data) });
  } catch (error) {
    tell('answer', { question, error: error.message });
  }
});

// The frame may have spoken before this script ran; only now is its address given to it.
frame.addEventListener('load', () => heard.loading({ on: false }));
frame.src = settings.launch;
