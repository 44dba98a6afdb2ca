import { isRouteErrorResponse, useLocation, useRouteError } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Page, Text } from '@shopify/polaris';

type Told = { readonly title: string; readonly text: string };

const TOLD_BY_STATUS: Readonly<Record<number, Told>> = {
  400: {
    title: 'That request was not complete',
    text: 'Go back, check what you entered and try again.',
  },
  403: { title: 'This page is not yours', text: 'Sign in with the account that it belongs to.' },
  404: {
    title: 'Nothing is here',
    text: 'The page was moved or removed, or it belongs to another account.',
  },
};

const UNEXPECTED: Told = {
  title: 'Something went wrong on our side',
  text: 'Nothing you entered was lost. Reload the page; if it happens again, tell us what you did.',
};

/** Where a lost person finds the way again; it keeps a retailer inside the shop's frame. */
function homeOf(pathname: string): { readonly to: string; readonly label: string } {
  if (pathname.startsWith('/app')) return { to: '/app', label: 'Go to the start page' };
  if (pathname.startsWith('/hub')) return { to: '/hub', label: 'Go to the overview' };
  return { to: '/auth/sign-in', label: 'Go to the sign-in' };
}

/** What a person sees instead of a page that could not be made. Needs a Polaris provider around it. */
export function FaultPage() {
  const fault = useRouteError();
  const { pathname } = useLocation();
  const { title, text } =
    (isRouteErrorResponse(fault) && TOLD_BY_STATUS[fault.status]) || UNEXPECTED;
  return (
    <Page title={title}>
      <Card>
        <BlockStack gap="300">
          <Text as="p">{text}</Text>
          <InlineStack>
            <Button url={homeOf(pathname).to}>{homeOf(pathname).label}</Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}
