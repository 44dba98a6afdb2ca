import { Text } from '@shopify/polaris';
import { NumberText } from './number-text.tsx';
import { RelativeTime } from './relative-time.tsx';

type StockTextProps = {
  readonly quantity: number;
  /** When the slowest of the suppliers behind it last confirmed its figure; null: nobody stocks it. */
  readonly confirmedAt: string | null;
};

/** "42 · confirmed 3 min ago". */
export function StockText({ quantity, confirmedAt }: StockTextProps) {
  return (
    <span>
      <Text as="span" {...(quantity === 0 ? { tone: 'critical' as const } : {})}>
        <NumberText value={quantity} />
      </Text>{' '}
      <Freshness confirmedAt={confirmedAt} />
    </span>
  );
}

/** "confirmed 40 s ago", or that nobody has ever said how many there are. */
export function Freshness({ confirmedAt }: Pick<StockTextProps, 'confirmedAt'>) {
  return (
    <Text as="span" variant="bodySm" tone="subdued">
      {confirmedAt ? (
        <>
          confirmed <RelativeTime at={confirmedAt} />
        </>
      ) : (
        'no supplier stocks it'
      )}
    </Text>
  );
}
