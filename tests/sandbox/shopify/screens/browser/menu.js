/* Opens and closes the navigation on a phone. */
document
  .getElementById('menu-button')
  ?.addEventListener('click', () => document.body.classList.toggle('nav-open'));
