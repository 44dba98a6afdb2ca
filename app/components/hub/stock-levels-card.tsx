import { Form } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { FreshnessBadge } from './freshness-badge.tsx';
import { PlainTable } from './plain-table.tsx';

type Level = {
  readonly supplierId: string;
  readonly supplier: string;
  readonly locationId: string;
  readonly location: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly safety: number;
  readonly safetyIsOwn: boolean;
  readonly counted: number;
  readonly active: boolean;
  readonly age: string;
  readonly asOf: string;
  readonly confirmedAt: string;
};

/** What each supplier location has of an article, and how its units come to be shown. */
export function StockLevelsCard({ levels }: { readonly levels: readonly Level[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            At suppliers
          </Text>
          <Text as="p" tone="subdued">
            Shown = on hand − reserved, as far as the age of the figure lets it count, − safety
            stock. Orders may still draw on the safety stock.
          </Text>
        </BlockStack>
        {levels.length === 0 ? (
          <Text as="p">No supplier has told a figure of it yet.</Text>
        ) : (
          <PlainTable
            label="Levels"
            rows={levels}
            rowKey={({ locationId }) => locationId}
            columns={[
              {
                title: 'Location',
                cell: ({ supplier, location, active }) => (
                  <InlineStack gap="200">
                    <span>{`${supplier}, ${location}`}</span>
                    {active ? null : <Badge tone="attention">Not supplied now</Badge>}
                  </InlineStack>
                ),
              },
              { title: 'On hand', end: true, cell: ({ onHand }) => <NumberText value={onHand} /> },
              {
                title: 'Reserved',
                end: true,
                cell: ({ reserved, onHand }) => (
                  <InlineStack gap="100" align="end" wrap={false}>
                    {reserved > onHand ? <Badge tone="critical">Short</Badge> : null}
                    <NumberText value={reserved} />
                  </InlineStack>
                ),
              },
              {
                title: 'Counts for',
                end: true,
                cell: ({ counted }) => <NumberText value={counted} />,
              },
              { title: 'Safety stock', cell: (level) => <SafetyField level={level} /> },
              {
                title: 'Shown',
                end: true,
                cell: ({ counted, safety, active }) => (
                  <NumberText value={active ? Math.max(0, counted - safety) : 0} />
                ),
              },
              {
                title: 'Figure',
                cell: ({ age, asOf, confirmedAt }) => (
                  <BlockStack>
                    <InlineStack gap="100">
                      <FreshnessBadge age={age} />
                    </InlineStack>
                    <Text as="span" variant="bodySm" tone="subdued">
                      As of <RelativeTime at={asOf} />, confirmed <RelativeTime at={confirmedAt} />
                    </Text>
                  </BlockStack>
                ),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}

function SafetyField({ level }: { readonly level: Level }) {
  const told = level.safetyIsOwn ? String(level.safety) : '';
  const [units, setUnits] = useState(told);
  return (
    <Form method="post">
      <input type="hidden" name="supplierId" value={level.supplierId} />
      <input type="hidden" name="locationId" value={level.locationId} />
      <InlineStack gap="100" wrap={false} blockAlign="center">
        <div style={{ width: '6rem' }}>
          <TextField
            label={`Safety stock at ${level.location}`}
            labelHidden
            name="units"
            type="number"
            min={0}
            autoComplete="off"
            value={units}
            placeholder={String(level.safety)}
            onChange={setUnits}
          />
        </div>
        {units === told ? null : <Button submit>Save</Button>}
      </InlineStack>
    </Form>
  );
}
