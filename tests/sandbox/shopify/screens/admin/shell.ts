/** The app in the admin: its frame, the install page, and the session tokens that its App Bridge asks for. */
import { sendHtml, sendJson, sendRedirect } from '../answers.ts';
import { siblingOrigin } from '../hosts.ts';
import { html, jsonForScript, trusted } from '../html.ts';
import type { Html } from '../html.ts';
import { launchPath, merchantSessionToken } from '../launch.ts';
import { appHandle, isInstalled } from '../screen.ts';
import type { Screen } from '../screen.ts';
import { adminPage } from './layout.ts';

function shellSettings(screen: Screen, appOrigin: string, path: string) {
  const { sandbox, store, handle } = screen;
  const name = appHandle(sandbox.app.name);
  const launch = launchPath(sandbox, { shop: store.shop.domain, path, query: screen.query });
  const search = screen.query.size > 0 ? `?${screen.query}` : '';
  const home = new URL(sandbox.app.applicationUrl).pathname;
  return {
    appName: sandbox.app.name,
    appOrigin,
    base: `/store/${handle}/apps/${name}`,
    home,
    path: (path || home) + search,
    launch: appOrigin + launch,
    tokenAddress: `/store/${handle}/session-token`,
    scopes: { granted: store.installations.get(sandbox.app.clientId)?.scopes ?? [] },
  };
}

const saveBar =
  trusted(`<div id="save-bar" class="save-bar" role="region" aria-label="Unsaved changes" hidden>
  <span>Unsaved changes</span><div id="save-buttons"></div></div>`);

function frame(name: string): Html {
  return html`<div class="app">
    <div class="app-bar">
      <div class="app-title">
        <i aria-hidden="true">${name.slice(0, 1)}</i><span id="app-title">${name}</span>
      </div>
      <div id="title-buttons" class="row"></div>
    </div>
    <iframe id="app-frame" title="${name}" allow="clipboard-write"></iframe>
    <div id="loading" aria-hidden="true"></div>
  </div>`;
}

/** `path` is what follows the app in the admin's address. */
export function showApp(screen: Screen, frontPort: number, path: string): true {
  const { sandbox, store, handle } = screen;
  if (!isInstalled(sandbox, store))
    return sendRedirect(screen.response, `/store/${handle}/install`);
  const app = { name: sandbox.app.name, handle: appHandle(sandbox.app.name) };
  const settings = shellSettings(screen, siblingOrigin(screen.request, frontPort), path);
  const page = adminPage({
    title: app.name,
    store,
    app,
    current: settings.base,
    content: frame(app.name),
    saveBar,
    scripts: html`<script type="application/json" id="shell-settings">
        ${trusted(jsonForScript(settings))}
      </script>
      <script type="module" src="/screens/shell.js"></script>`,
  });
  return sendHtml(screen.response, page);
}

export function giveSessionToken({ response, sandbox, store }: Screen): true {
  if (!isInstalled(sandbox, store)) return sendJson(response, { error: 'not installed' }, 403);
  return sendJson(response, { token: merchantSessionToken(sandbox, store.shop.domain) });
}

export function showInstall(screen: Screen): true {
  const { sandbox, store, handle } = screen;
  const { name, scopes } = sandbox.app;
  const content = html`<div class="page">
    <div class="card">
      <h1>Install ${name}</h1>
      <p>${name} will be able to use this in ${store.shop.name}:</p>
      <ul>
        ${scopes.map((scope) => html`<li>${scope.replaceAll('_', ' ')}</li>`)}
      </ul>
      <form method="post" action="/store/${handle}/actions/install">
        <button data-primary>Install</button>
        <a class="button" href="/store/${handle}">Cancel</a>
      </form>
    </div>
  </div>`;
  const app = { name, handle: appHandle(name) };
  return sendHtml(
    screen.response,
    adminPage({ title: `Install ${name}`, store, app, current: '', content }),
  );
}
