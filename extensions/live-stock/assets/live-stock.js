// Keeps the number that Liquid painted fresh. The answer: see shopify.extension.toml.
const REFRESH = 30_000;
const UNITS = { day: 86_400, hour: 3_600, minute: 60, second: 1 };
const FIELD = 'form[action*="/cart/add"] [name="id"]';

class LiveStock extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector('[data-words]');
    this.facts = this.querySelector('[data-facts]');
    // {id: [quantity or null when not tracked, sold without stock, lead time in days or null]}
    this.painted = JSON.parse(this.querySelector('[data-painted]').textContent);
    this.variant = this.dataset.variant;
    const { signal } = (this.gone = new AbortController());
    // A theme sets the form's id or the address during the change: look after it.
    document.addEventListener('change', () => setTimeout(() => this.follow()), { signal });
    document.addEventListener('visibilitychange', () => this.refresh(), { signal });
    this.clock = setInterval(() => this.tick(), 1_000);
    (window.requestIdleCallback ?? setTimeout)(() => this.refresh());
  }

  disconnectedCallback() {
    this.gone.abort();
    this.request?.abort();
    clearInterval(this.clock);
  }

  /** The variant of this product that the form would buy, else the one in the address. */
  chosen() {
    const section = this.closest('.shopify-section, section') ?? document;
    const ids = [...section.querySelectorAll(FIELD)].map((field) => field.value);
    ids.push(new URLSearchParams(location.search).get('variant'));
    return ids.find((id) => id in this.painted) ?? this.variant;
  }

  follow() {
    const variant = this.chosen();
    if (variant === this.variant) return;
    this.variant = variant;
    this.answer = undefined;
    this.removeAttribute('data-live');
    this.paint();
    this.refresh();
  }

  tick() {
    if (document.hidden) return;
    this.follow();
    this.paintFacts();
    if (performance.now() >= this.due) this.refresh();
  }

  async refresh() {
    if (document.hidden || !this.isConnected) return;
    this.request?.abort();
    const request = (this.request = new AbortController());
    this.due = performance.now() + REFRESH;
    try {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(8_000)]);
      const response = await fetch(`${this.dataset.url}?variant=${this.variant}`, { signal });
      const body = response.ok ? await response.json() : {};
      if (request === this.request) this.take(body);
    } catch {
      // What is painted stays: an old number says more than an error.
      if (request === this.request) this.removeAttribute('data-live');
    }
  }

  take({ asOf, stock }) {
    const answer = stock?.[this.variant];
    this.toggleAttribute('data-live', Number.isInteger(answer?.available));
    if (!this.hasAttribute('data-live')) return;
    const age = Date.parse(asOf) - Date.parse(answer.confirmedAt);
    this.answer = { ...answer, age: Math.max(age, 0), at: performance.now() };
    this.paint();
  }

  paint() {
    const texts = this.dataset;
    const [painted = null, toOrder] = this.painted[this.variant] ?? [];
    const quantity = this.answer?.available ?? painted;
    texts.state = this.stateOf(quantity, toOrder);
    const exact = quantity > 0 && quantity <= Number(texts.maximum);
    const left = exact ? ` · ${texts.left.replace('%n', quantity)}` : '';
    this.say(this.words, texts[texts.state] + left);
    this.paintFacts();
  }

  stateOf(quantity, toOrder) {
    if (quantity === null) return 'in';
    if (quantity <= 0) return toOrder ? 'order' : 'out';
    return quantity <= Number(this.dataset.threshold) ? 'low' : 'in';
  }

  paintFacts() {
    const days = this.answer?.leadTimeDays ?? this.painted[this.variant]?.[2];
    const lead = this.dataset.state === 'out' ? '' : this.lead(days);
    const text = [this.confirmed(), lead].filter(Boolean).join(' · ');
    this.say(this.facts, text.charAt(0).toUpperCase() + text.slice(1));
  }

  /** Its age comes from two moments of the server and our stopwatch: a wrong clock here does no harm. */
  confirmed() {
    const { confirmed, language } = this.dataset;
    const { age, at } = this.answer ?? {};
    if (!confirmed || !(age >= 0)) return '';
    const seconds = Math.floor((age + performance.now() - at) / 1_000);
    const unit = Object.keys(UNITS).find((name) => seconds >= UNITS[name]) ?? 'second';
    const words = new Intl.RelativeTimeFormat(language, { style: 'short' });
    return confirmed.replace('%n', words.format(-Math.floor(seconds / UNITS[unit]), unit));
  }

  lead(days) {
    const { lead, leadOne } = this.dataset;
    if (!Number.isFinite(days)) return '';
    return days > 1 ? lead.replace('%n', days) : leadOne;
  }

  /** Writes only what differs: screen readers repeat it. */
  say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
}

const name = 'stockbridge-live-stock';
if (!customElements.get(name)) customElements.define(name, LiveStock);
