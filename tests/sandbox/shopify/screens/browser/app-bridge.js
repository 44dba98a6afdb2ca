/*
 * App Bridge stand-in: the globals and elements that an embedded app finds in Shopify's admin, spoken to the
 * sandbox's shell (shell.js) by messages. Loaded from the sandbox, so its own address tells where the admin is.
 */
(() => {
  const script = document.currentScript;
  const admin = new URL(script.src).origin;
  const query = new URLSearchParams(location.search);
  const remembered = (name) => {
    const value = query.get(name) ?? sessionStorage.getItem(`app-bridge:${name}`) ?? '';
    if (value) sessionStorage.setItem(`app-bridge:${name}`, value);
    return value;
  };
  const config = {
    apiKey:
      script.dataset.apiKey ??
      document.querySelector('meta[name="shopify-api-key"]')?.content ??
      '',
    shop: remembered('shop'),
    host: remembered('host'),
    locale: remembered('locale') || 'en',
  };
  const storePath = () => {
    try {
      return new URL(`https://${atob(config.host)}`).pathname;
    } catch {
      return `/store/${config.shop.replace('.myshopify.com', '')}`;
    }
  };

  // -- messages ------------------------------------------------------------------------------------------------
  let lastQuestion = 0;
  const questions = new Map();
  const tell = (type, data = {}) => parent.postMessage({ bridge: 1, type, ...data }, admin);
  const ask = (type, data = {}) =>
    new Promise((resolve, reject) => {
      const question = ++lastQuestion;
      questions.set(question, { resolve, reject });
      tell(type, { ...data, question });
    });
  addEventListener('message', (event) => {
    if (event.origin !== admin || event.source !== parent || event.data?.bridge !== 1) return;
    const { type, question, ...data } = event.data;
    if (type === 'answer') {
      const waiting = questions.get(question);
      questions.delete(question);
      if (data.error) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.value);
    } else heard[type]?.(data);
  });
  const heard = {
    navigate: ({ href }) => navigate(href),
    press: ({ key }) => pressed.get(key)?.click(),
    toast: ({ id, what }) => toasts.get(id)?.[what]?.(),
  };

  // -- addresses -----------------------------------------------------------------------------------------------
  /** Shopify's addresses as the sandbox serves them; addresses of the app as this window serves them. */
  const reachable = (address) => {
    const text = String(address);
    if (/^shopify:\/*admin/i.test(text))
      return admin + storePath() + text.replace(/^shopify:\/*admin/i, '');
    const url = new URL(text, location.href);
    const rest = url.pathname + url.search + url.hash;
    if (url.hostname === 'admin.shopify.com') return admin + rest;
    const shop = /^([a-z0-9-]+)\.myshopify\.com$/.exec(url.hostname)?.[1];
    if (shop && url.pathname.startsWith('/admin'))
      return `${admin}/store/${shop}${rest.replace(/^\/admin(\/oauth)?/, '')}`;
    return url.href;
  };
  const openWindow = window.open.bind(window);
  window.open = (address, target, features) =>
    openWindow(address ? reachable(address) : address, target, features);
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target.closest?.('a[href]');
      if (!link) return;
      const address = reachable(link.getAttribute('href'));
      if (new URL(address).origin !== admin || address === link.href) return;
      event.preventDefault();
      openWindow(address, link.target || '_top');
    },
    true,
  );

  // -- session token and fetch ---------------------------------------------------------------------------------
  let token = { text: '', until: 0 };
  const idToken = async () => {
    if (Date.now() < token.until) return token.text;
    const text = await ask('id-token');
    const { exp, iat } = JSON.parse(
      atob(text.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')),
    );
    // Counted from now on, not from the server's clock: they may differ.
    token = { text, until: Date.now() + (exp - iat - 10) * 1_000 };
    return text;
  };
  const plainFetch = window.fetch.bind(window);
  const fetchWithToken = async (request) => {
    const sent = new Request(request);
    sent.headers.set('authorization', `Bearer ${await idToken()}`);
    sent.headers.set('x-requested-with', 'XMLHttpRequest');
    return plainFetch(sent);
  };
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has('authorization'))
      return plainFetch(request);
    const again = request.clone();
    let response = await fetchWithToken(request);
    if (response.headers.get('x-shopify-retry-invalid-session-request') === '1') {
      token = { text: '', until: 0 };
      response = await fetchWithToken(again);
    }
    const elsewhere = response.headers.get('x-shopify-api-request-failure-reauthorize-url');
    if (elsewhere) window.open(elsewhere, '_top');
    return response;
  };

  // -- navigation ----------------------------------------------------------------------------------------------
  const PRIVATE = 'hmac locale session id_token shop timestamp host embedded'.split(' ');
  const publicPath = (address) => {
    const url = new URL(address, location.href);
    for (const name of PRIVATE) url.searchParams.delete(name);
    return url.pathname + url.search;
  };
  const tellLocation = () => tell('location', { path: publicPath(location.href) });
  for (const method of ['pushState', 'replaceState']) {
    const plain = history[method].bind(history);
    history[method] = (...parameters) => {
      plain(...parameters);
      tellLocation();
    };
  }
  addEventListener('popstate', tellLocation);
  /** The app's router listens for `shopify:navigate` and reads the link's href. */
  const navigate = (href) => {
    const link = document.createElement('a');
    link.setAttribute('href', href);
    link.hidden = true;
    document.body.append(link);
    link.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, composed: true }));
    link.remove();
    if (!window.__remixContext && !window.__reactRouterContext) location.assign(href);
  };

  // -- elements ------------------------------------------------------------------------------------------------
  let lastKey = 0;
  const pressed = new Map();
  const keyOf = (element) => {
    element.bridgeKey ??= `k${++lastKey}`;
    pressed.set(element.bridgeKey, element);
    return element.bridgeKey;
  };
  const buttonsOf = (element) =>
    [...element.querySelectorAll('button, a')].map((button) => ({
      key: keyOf(button),
      label: button.textContent.trim() || button.getAttribute('label') || '',
      primary: ['primary', ''].includes(button.getAttribute('variant')),
      tone: button.getAttribute('tone') ?? '',
      disabled: button.hasAttribute('disabled'),
    }));

  class Watched extends HTMLElement {
    connectedCallback() {
      this.style.display = 'none';
      this.watch = new MutationObserver(() => this.report());
      this.watch.observe(this, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
      queueMicrotask(() => this.report());
    }
    disconnectedCallback() {
      this.watch.disconnect();
      queueMicrotask(() => this.retract());
    }
    report() {}
    retract() {}
  }

  class NavMenu extends Watched {
    report() {
      const items = [...this.querySelectorAll('a[href]')].map((link) => ({
        label: link.textContent.trim(),
        href: link.getAttribute('href'),
        home: link.rel === 'home',
      }));
      tell('nav', { items });
    }
    retract() {
      if (!document.querySelector('ui-nav-menu')) tell('nav', { items: [] });
    }
  }

  class TitleBar extends Watched {
    report() {
      const modal = this.closest('ui-modal');
      if (modal) return modal.dress?.();
      tell('title', { title: this.getAttribute('title') ?? '', buttons: buttonsOf(this) });
    }
    retract() {
      if (!document.querySelector('ui-title-bar')) tell('title', { title: '', buttons: [] });
    }
  }

  class SaveBar extends Watched {
    showing = false;
    report() {
      if (this.showing) tell('save-bar', { open: true, buttons: buttonsOf(this) });
    }
    retract() {
      this.hide();
    }
    async show() {
      this.showing = true;
      this.report();
      this.dispatchEvent(new CustomEvent('show'));
    }
    async hide() {
      if (!this.showing) return;
      this.showing = false;
      tell('save-bar', { open: false, buttons: [] });
      this.dispatchEvent(new CustomEvent('hide'));
    }
    toggle() {
      return this.showing ? this.hide() : this.show();
    }
  }

  const MODAL_LOOK = `
    dialog.app-bridge-modal{border:0;border-radius:16px;padding:0;width:min(38.75rem,calc(100vw - 2rem));
      color:#303030;background:#fff;box-shadow:0 20px 60px #0006;font:400 .875rem/1.4 Inter,system-ui,sans-serif}
    dialog.app-bridge-modal[data-variant=small]{width:min(23.75rem,calc(100vw - 2rem))}
    dialog.app-bridge-modal[data-variant=large]{width:min(61.25rem,calc(100vw - 2rem))}
    dialog.app-bridge-modal[data-variant=max]{width:calc(100vw - 1rem);height:calc(100vh - 1rem);max-width:none;max-height:none}
    dialog.app-bridge-modal::backdrop{background:#0008}
    .app-bridge-modal>header{display:flex;justify-content:space-between;align-items:center;padding:.75rem 1rem;
      background:#f3f3f3;border-bottom:1px solid #e3e3e3;font-weight:600}
    .app-bridge-modal>footer{display:flex;gap:.5rem;justify-content:flex-end;padding:1rem;border-top:1px solid #e3e3e3}
    .app-bridge-modal>footer:empty{display:none}
    .app-bridge-modal :is(header,footer)>button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:.375rem .75rem;
      background:#fff;box-shadow:inset 0 0 0 1px #c4c4c4;cursor:pointer}
    .app-bridge-modal>footer>button[data-primary]{background:#303030;color:#fff;box-shadow:none}
    .app-bridge-modal>footer>button[data-tone=critical]{background:#c70a24;color:#fff;box-shadow:none}
    .app-bridge-modal iframe{border:0;width:100%;height:70vh;display:block}`;

  class Modal extends HTMLElement {
    /** Where app-bridge-react puts the children; must stand before the first effect runs. */
    content = document.createElement('div');
    connectedCallback() {
      this.style.display = 'none';
      queueMicrotask(() => this.adopt());
    }
    disconnectedCallback() {
      this.dialog?.remove();
    }
    /** Children that were written as plain HTML, not through the React component. */
    adopt() {
      const plain = [...this.children].filter(
        (child) => !child.matches('ui-title-bar, ui-save-bar, div:empty'),
      );
      if (!this.content.hasChildNodes()) this.content.append(...plain);
    }
    build() {
      const dialog = document.createElement('dialog');
      dialog.className = 'app-bridge-modal';
      dialog.innerHTML =
        '<header><span></span><button type="button" aria-label="Close">✕</button></header><div></div><footer></footer>';
      dialog.querySelector('header button').onclick = () => this.hide();
      dialog.addEventListener('close', () => this.closed());
      const body = dialog.querySelector('div');
      if (this.getAttribute('src')) {
        const frame = document.createElement('iframe');
        frame.src = reachable(this.getAttribute('src'));
        frame.title = this.titleText();
        body.append(frame);
      } else body.append(this.content);
      document.body.append(dialog);
      return dialog;
    }
    titleText() {
      return this.querySelector('ui-title-bar')?.getAttribute('title') ?? '';
    }
    dress() {
      if (!this.dialog) return;
      this.dialog.dataset.variant = this.getAttribute('variant') ?? 'base';
      this.dialog.setAttribute('aria-label', this.titleText());
      this.dialog.querySelector('header span').textContent = this.titleText();
      const bar = this.querySelector('ui-title-bar');
      this.dialog.querySelector('footer').replaceChildren(
        ...(bar ? buttonsOf(bar).reverse() : []).map(({ key, label, primary, tone, disabled }) => {
          const button = document.createElement('button');
          Object.assign(button, { type: 'button', textContent: label, disabled });
          if (primary) button.dataset.primary = '';
          if (tone) button.dataset.tone = tone;
          button.onclick = () => pressed.get(key).click();
          return button;
        }),
      );
    }
    async show() {
      if (!this.isConnected || this.dialog?.open) return;
      this.dialog ??= this.build();
      this.dress();
      this.dialog.showModal();
      this.dispatchEvent(new CustomEvent('show'));
    }
    async hide() {
      this.dialog?.close();
    }
    toggle() {
      return this.dialog?.open ? this.hide() : this.show();
    }
    closed() {
      this.dispatchEvent(new CustomEvent('hide'));
    }
  }

  const look = document.createElement('style');
  look.textContent = MODAL_LOOK;
  document.head.append(look);
  const ELEMENTS = {
    'ui-nav-menu': NavMenu,
    'ui-title-bar': TitleBar,
    'ui-save-bar': SaveBar,
    'ui-modal': Modal,
  };
  for (const [name, element] of Object.entries(ELEMENTS))
    if (!customElements.get(name)) customElements.define(name, element);

  // -- forms with data-save-bar --------------------------------------------------------------------------------
  const guarded = 'form[data-save-bar]';
  const leave = (form, event) => {
    if (event && !form.dispatchEvent(new Event(event, { bubbles: true, cancelable: true }))) return;
    form.bridgeBar?.remove();
    form.bridgeBar = undefined;
  };
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.(guarded);
    if (!form || form.bridgeBar) return;
    const bar = document.createElement('ui-save-bar');
    const save = document.createElement('button');
    save.setAttribute('variant', 'primary');
    save.onclick = () => form.requestSubmit();
    const discard = document.createElement('button');
    discard.onclick = () => {
      form.reset();
      leave(form);
    };
    bar.append(save, discard);
    document.body.append(bar);
    form.bridgeBar = bar;
    bar.show();
  });
  document.addEventListener('submit', (event) => {
    if (event.target.matches?.(guarded)) leave(event.target);
  });

  // -- the global ----------------------------------------------------------------------------------------------
  let lastToast = 0;
  const toasts = new Map();
  const element = (id, kind) => {
    const found = document.getElementById(id);
    if (!found?.show) throw new Error(`There is no ${kind} with the id "${id}".`);
    return found;
  };
  const bars = () => [...document.querySelectorAll('ui-save-bar')].filter((bar) => bar.showing);
  window.shopify = {
    config,
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { mobile: false, embedded: window !== parent, pos: false },
    loading: (on) => tell('loading', { on: on !== false }),
    idToken,
    user: async () => ({ accountAccess: 'full' }),
    toast: {
      show(message, { onAction, onDismiss, ...options } = {}) {
        const id = `toast-${++lastToast}`;
        toasts.set(id, { action: onAction, dismiss: onDismiss });
        tell('toast', { id, message: String(message), ...options });
        return id;
      },
      hide: (id) => tell('toast-hide', { id }),
    },
    // Nothing can be picked in the sandbox: what a person gets who closes the picker.
    resourcePicker: async () => undefined,
    picker: async () => ({ selected: Promise.resolve(undefined) }),
    modal: {
      show: async (id) => element(id, 'modal').show(),
      hide: async (id) => element(id, 'modal').hide(),
      toggle: async (id) => element(id, 'modal').toggle(),
    },
    saveBar: {
      show: async (id) => element(id, 'save bar').show(),
      hide: async (id) => element(id, 'save bar').hide(),
      toggle: async (id) => element(id, 'save bar').toggle(),
      leaveConfirmation: async () => {
        if (bars().length === 0) return;
        if (!(await ask('confirm-leave'))) throw new Error('The merchant stays.');
        for (const bar of bars()) await bar.hide();
      },
    },
    scopes: {
      query: () => ask('scopes'),
      request: async () => ({ result: 'granted-all', detail: await ask('scopes') }),
      revoke: async () => ({ detail: await ask('scopes') }),
    },
    intents: {
      register: () => () => {},
      invoke: async () => ({ complete: Promise.resolve({ code: 'closed' }) }),
    },
    reviews: {
      request: async () => ({ success: false, code: 'not-available', message: 'Sandbox' }),
    },
    support: { registerHandler: async () => {} },
    webVitals: { onReport: async () => {} },
    scanner: { capture: async () => ({ data: '' }) },
    pos: {},
    app: { extensions: async () => [] },
    tools: { register: () => () => {}, unregister: () => {}, clear: () => {} },
    shopifyQL: { query: async () => ({ data: [] }) },
    setSignals: () => {},
  };

  // -- arrival -------------------------------------------------------------------------------------------------
  const reload = query.get('shopify-reload');
  if (window === parent) {
    // Outside the admin there is no session: go in, as App Bridge does.
    if (config.host)
      location.replace(`${admin}${storePath()}/apps/${config.apiKey}${publicPath(location.href)}`);
  } else if (reload) {
    idToken().then((text) => {
      const back = new URL(reload, location.href);
      back.searchParams.set('id_token', text);
      location.replace(location.origin + back.pathname + back.search);
    });
  } else {
    tellLocation();
    addEventListener('DOMContentLoaded', () => tell('loading', { on: false }));
  }
})();
