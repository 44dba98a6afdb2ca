import { Links, Meta, Outlet, Scripts, ScrollRestoration } from '@remix-run/react';
import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node';
import { preferredLocale } from './components/locale.ts';
import type { PageSettings } from './components/locale.ts';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import shellStyles from './components/shell/shell.css?url';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: shellStyles },
  { rel: 'icon', href: 'data:,' },
];

export function loader({ request, context: { door } }: LoaderFunctionArgs): PageSettings {
  const locale = preferredLocale(request.headers.get('Accept-Language'));
  return { locale, drawnAt: door.clock.now().toISOString() };
}

/** Nothing that a person does on a page changes how it is written. */
export const shouldRevalidate = () => false;

export default function Root() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}
