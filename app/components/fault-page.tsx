import { isRouteErrorResponse, useRouteError } from '@remix-run/react';
import { Card, Page, Text } from '@shopify/polaris';

type Told = { readonly title: string; readonly text: string };

const TOLD_BY_STATUS: Readonly<Record<number, Told>> = {
  400: {
    title: 'That request was not complete',
    text: 'Go back, check what you entered and try again.',
  },
  403: { title: 'This page is not yours', text: 'Sign in with the account that it belongs to.' },
  404: { title: 'Nothing is here', text: 'The page was moved or removed. Use the menu to go on.' },
};

const UNEXPECTED: Told = {
  title: 'Something went wrong on our side',
  text: 'Nothing you entered was lost. Reload the page; if it happens again, tell us what you did.',
};

/** What a person sees instead of a page that could not be made. Needs a Polaris provider around it. */
export function FaultPage() {
  const fault = useRouteError();
  const { title, text } =
    (isRouteErrorResponse(fault) && TOLD_BY_STATUS[fault.status]) || UNEXPECTED;
  return (
    <Page title={title}>
      <Card>
        <Text as="p">{text}</Text>
      </Card>
    </Page>
  );
}
