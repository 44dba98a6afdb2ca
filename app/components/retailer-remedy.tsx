import { Button } from '@shopify/polaris';
import { Form } from '@remix-run/react';

type RetailerRemedyProps = {
  readonly remedies: readonly string[];
  readonly subject: { readonly kind: string; readonly id: string };
};

/** Where the retailer goes to resolve something, or the button that does it here. */
export function RetailerRemedy({ remedies, subject }: RetailerRemedyProps) {
  if (remedies.includes('connect-store')) {
    return (
      <Form method="post">
        <Button submit variant="primary">
          Try again
        </Button>
      </Form>
    );
  }
  const place = PLACES[subject.kind]?.(subject.id);
  return place ? <Button url={place.url}>{place.label}</Button> : null;
}

type Place = { readonly label: string; readonly url: string };

const PLACES: Readonly<Record<string, (id: string) => Place>> = {
  order: (id) => ({ label: 'Open the order', url: `/app/orders/${id}` }),
  connection: () => ({ label: 'See your distributors', url: '/app/distributors' }),
  product: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
  listing: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
  variant: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
};
