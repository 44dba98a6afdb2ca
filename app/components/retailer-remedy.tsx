import { Button, InlineStack } from '@shopify/polaris';
import { ConfirmButton } from './hub/confirm-button.tsx';

type RetailerRemedyProps = {
  readonly exceptionId: string;
  readonly remedies: readonly string[];
  readonly subject: { readonly kind: string; readonly id: string };
  /** The shop's own admin, where it has one that we know. */
  readonly adminUrl: string | undefined;
};

/** Buttons that resolve something here, and the way to where it is resolved. */
export function RetailerRemedy({ exceptionId, remedies, subject, adminUrl }: RetailerRemedyProps) {
  const place = PLACES[subject.kind]?.(subject.id);
  const acting = remedies.flatMap((remedy) => {
    const label = ACTING[remedy];
    return label ? [{ remedy, label }] : [];
  });
  return (
    <InlineStack gap="200">
      {adminUrl && remedies.includes('activate-location') ? (
        <Button variant="primary" url={`${adminUrl}/settings/locations`} target="_top">
          Open the shop’s locations
        </Button>
      ) : null}
      {acting.map(({ remedy, label }) => (
        <ConfirmButton
          key={remedy}
          label={label}
          fields={{ exceptionId, remedy }}
          {...(WARNINGS[remedy] ? { warning: WARNINGS[remedy], destructive: true } : {})}
        />
      ))}
      {place ? <Button url={place.url}>{place.label}</Button> : null}
    </InlineStack>
  );
}

const ACTING: Readonly<Record<string, string>> = {
  'connect-store': 'Check again',
  'open-app': 'Check again',
  'reconnect-store': 'Try again',
  'import-again': 'Import it again',
  'release-hold': 'Release and ship it',
  'cancel-order': 'Cancel the order',
  'compare-again': 'Compare again',
  'call-off-again': 'Cancel it in the shop',
};

const WARNINGS: Readonly<Record<string, string>> = {
  'cancel-order':
    'The order is cancelled with the distributor and in your shop. The payment is not refunded by this.',
};

/** What a remedy is called for a retailer. */
export function retailerRemedyLabel(remedy: string): string | undefined {
  return ACTING[remedy];
}

/** For doing it to many at once; cancelling is done one by one. */
export function retailerBulkLabel(remedy: string): string | undefined {
  return WARNINGS[remedy] ? undefined : ACTING[remedy];
}

type Place = { readonly label: string; readonly url: string };

const PLACES: Readonly<Record<string, (id: string) => Place>> = {
  order: (id) => ({ label: 'Open the order', url: `/app/orders/${id}` }),
  return: (id) => ({ label: 'Open the return', url: `/app/returns/${id}` }),
  connection: () => ({ label: 'See your distributors', url: '/app/distributors' }),
  product: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
  listing: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
  variant: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
};
