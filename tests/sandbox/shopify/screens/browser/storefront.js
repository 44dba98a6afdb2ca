/* The theme's own script: picks the variant that the options name, as themes do. */
const data = document.getElementById('product-data');
const options = document.querySelector('[data-options]');
if (data && options) {
  const { currency, variants } = JSON.parse(data.textContent);
  const money = new Intl.NumberFormat('en', { style: 'currency', currency });
  const write = (amount) => money.format(amount / 100);
  const field = document.querySelector('form.buy [name="id"]');
  const buy = document.querySelector('[data-buy]');

  const choose = () => {
    const chosen = [...options.querySelectorAll('input:checked')].map((input) => input.value);
    const variant = variants.find((each) =>
      each.options.every((value, at) => value === chosen[at]),
    );
    buy.disabled = !variant?.available;
    buy.textContent = !variant ? 'Not made' : variant.available ? 'Buy now' : 'Sold out';
    if (!variant) return;
    document.querySelector('[data-price]').textContent = write(variant.price);
    const dearer = variant.compare > variant.price ? write(variant.compare) : '';
    document.querySelector('[data-compare]').textContent = dearer;
    const address = new URL(location.href);
    address.search = new URLSearchParams({ variant: variant.id });
    history.replaceState(null, '', address);
    field.value = variant.id;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  options.addEventListener('change', choose);
}
