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
        <ConfirmButton key={remedy} label={label} fields={{ exceptionId, remedy }} />
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
};

type Place = { readonly label: string; readonly url: string };

const PLACES: Readonly<Record<string, (id: string) => Place>> = {
  order: (id) => ({ label: 'Open the order', url: `/app/orders/${id}` }),
  connection: () => ({ label: 'See your distributors', url: '/app/distributors' }),
  product: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
  listing: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
  variant: () => ({ label: 'See the listings', url: '/app/listings?view=attention' }),
};
