import { Badge, BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { Form } from '@remix-run/react';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { PercentText } from '../number-text.tsx';
import { scopeText, SCOPE_CHOICES } from '../product-scope-words.ts';
import { PlainTable } from './plain-table.tsx';

type ShownPromotion = {
  readonly id: string;
  readonly name: string;
  readonly percentOffBasisPoints: number;
  readonly scope: { readonly by: string; readonly values: readonly string[] };
  readonly starts: string;
  readonly ends: string;
  readonly state: string;
};

type PromotionsCardProps = {
  readonly promotions: readonly ShownPromotion[];
  readonly timeZone: string;
  readonly busy: boolean;
};

const STATES = {
  running: { tone: 'success', label: 'Runs' },
  coming: { tone: 'info', label: 'To come' },
  over: { tone: 'enabled', label: 'Over' },
} as const;

/** Promotions of a list, and a form for one more. */
export function PromotionsCard({ promotions, timeZone, busy }: PromotionsCardProps) {
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Promotions
          </Text>
          <Button onClick={() => setIsAdding((open) => !open)} ariaExpanded={isAdding}>
            {isAdding ? 'Not now' : 'Add promotion'}
          </Button>
        </InlineStack>
        {isAdding ? (
          <NewPromotion timeZone={timeZone} busy={busy} onSent={() => setIsAdding(false)} />
        ) : null}
        {promotions.length > 0 ? (
          <PlainTable
            label="Promotions"
            rows={promotions}
            rowKey={({ id }) => id}
            columns={[
              { title: 'Name', cell: ({ name }) => name },
              {
                title: 'Off',
                end: true,
                cell: ({ percentOffBasisPoints }) => (
                  <PercentText basisPoints={percentOffBasisPoints} />
                ),
              },
              { title: 'Covers', cell: ({ scope }) => scopeText(scope) },
              { title: 'From', cell: ({ starts }) => starts },
              { title: 'Until', cell: ({ ends }) => ends },
              { title: 'State', cell: ({ state }) => <State state={state} /> },
              { title: 'End', cell: (row) => <EndPromotion promotion={row} /> },
            ]}
          />
        ) : (
          <Text as="p" tone="subdued">
            None. A promotion takes so much off these prices for a while; stores follow at its start
            and its end by themselves.
          </Text>
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          Times are those of {timeZone}. Where several cover a product, the one that takes most off
          counts.
        </Text>
      </BlockStack>
    </Card>
  );
}

function State({ state }: { readonly state: string }) {
  const { tone, label } = STATES[state === 'running' || state === 'coming' ? state : 'over'];
  return tone === 'enabled' ? <Badge>{label}</Badge> : <Badge tone={tone}>{label}</Badge>;
}

function EndPromotion({ promotion }: { readonly promotion: ShownPromotion }) {
  if (promotion.state === 'over') return null;
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="intent" value="end-promotion" />
      <input type="hidden" name="promotionId" value={promotion.id} />
      <Button
        submit
        size="slim"
        variant="tertiary"
        tone="critical"
        accessibilityLabel={`End ${promotion.name}`}
      >
        {promotion.state === 'coming' ? 'Take away' : 'End now'}
      </Button>
    </Form>
  );
}

function NewPromotion(props: {
  readonly timeZone: string;
  readonly busy: boolean;
  readonly onSent: () => void;
}) {
  const [by, setBy] = useState('all');
  return (
    <Form method="post" preventScrollReset onSubmit={props.onSent}>
      <input type="hidden" name="intent" value="promotion" />
      <FormLayout>
        <FormLayout.Group>
          <TextInput name="promotionName" label="Name" maxLength={120} requiredIndicator />
          <TextInput
            name="percent"
            label="Off"
            type="number"
            min={0.01}
            max={100}
            step={0.01}
            suffix="%"
            initial="10"
          />
        </FormLayout.Group>
        <FormLayout.Group>
          <ChoiceInput
            name="by"
            label="Covers"
            options={SCOPE_CHOICES}
            initial="all"
            onChoice={setBy}
          />
          <div hidden={by === 'all'}>
            <TextInput name="values" label="Which" placeholder="Separated by commas" />
          </div>
        </FormLayout.Group>
        <FormLayout.Group>
          <TextInput
            name="starts"
            label={`From (${props.timeZone})`}
            type="datetime-local"
            requiredIndicator
          />
          <TextInput
            name="ends"
            label={`Until (${props.timeZone})`}
            type="datetime-local"
            requiredIndicator
          />
        </FormLayout.Group>
        <InlineStack align="end">
          <Button submit variant="primary" loading={props.busy}>
            Add promotion
          </Button>
        </InlineStack>
      </FormLayout>
    </Form>
  );
}
