import { BlockStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { Link } from '@remix-run/react';
import './hub.css';

type FigureTileProps = {
  readonly label: string;
  readonly figure: ReactNode;
  readonly note?: ReactNode;
  readonly to?: string;
  readonly tone?: 'critical' | 'caution' | 'success' | undefined;
};

/** One figure of a row of figures; leads to the list that it counts. */
export function FigureTile({ label, figure, note, to, tone }: FigureTileProps) {
  const body = (
    <BlockStack gap="100">
      <Text as="span" tone="subdued" variant="bodySm">
        {label}
      </Text>
      <Text as="span" variant="headingLg" {...(tone ? { tone } : {})}>
        {figure}
      </Text>
      {note ? (
        <Text as="span" tone="subdued" variant="bodySm">
          {note}
        </Text>
      ) : null}
    </BlockStack>
  );
  return to ? (
    <Link className="figure-tile figure-tile-link" to={to}>
      {body}
    </Link>
  ) : (
    <div className="figure-tile">{body}</div>
  );
}

export function FigureRow({ children }: { readonly children: ReactNode }) {
  return <div className="figure-row">{children}</div>;
}
