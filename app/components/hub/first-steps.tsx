import {
  BlockStack,
  Box,
  Button,
  Card,
  Icon,
  InlineStack,
  ProgressBar,
  Text,
} from '@shopify/polaris';
import { CheckCircleIcon, MinusCircleIcon } from '@shopify/polaris-icons';
import './hub.css';
import type { FirstSteps } from '../../views/read-hub-overview.server.ts';

const STEPS = [
  {
    key: 'hasProducts',
    title: 'Import your catalogue',
    text: 'Upload the product CSV that Shopify and most systems export. A report says what became of each row.',
    to: '/hub/catalogue/import',
    label: 'Import catalogue',
  },
  {
    key: 'hasSupplier',
    title: 'Add a supplier',
    text: 'Your own warehouse is one too. Its stock figures decide what stores may show.',
    to: '/hub/suppliers/new',
    label: 'Add supplier',
  },
  {
    key: 'hasPriceList',
    title: 'Make a price list',
    text: 'So much off your list price, or fixed prices by SKU. Retailers pay what it says.',
    to: '/hub/price-lists/new',
    label: 'Make price list',
  },
  {
    key: 'hasRetailer',
    title: 'Approve your first retailer',
    text: 'Retailers find you in the app and ask for a connection; you choose what they see and pay.',
    to: '/hub/retailers',
    label: 'See retailers',
  },
] as const;

export function isSetUp(steps: FirstSteps): boolean {
  return STEPS.every(({ key }) => steps[key]);
}

/** The way from an empty hub to the first connected store; one thing to do at a time. */
export function FirstStepsCard({ steps }: { readonly steps: FirstSteps }) {
  const done = STEPS.filter(({ key }) => steps[key]).length;
  const next = STEPS.find(({ key }) => !steps[key])?.key;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Set up your hub
          </Text>
          <Text as="p" tone="subdued" id="first-steps-progress">
            {done} of {STEPS.length} steps done
          </Text>
          <ProgressBar
            progress={Math.round((done / STEPS.length) * 100)}
            size="small"
            tone="success"
            ariaLabelledBy="first-steps-progress"
          />
        </BlockStack>
        <ol className="row-list">
          {STEPS.map(({ key, title, text, to, label }) => (
            <li key={key}>
              <InlineStack gap="300" blockAlign="start" wrap={false}>
                <Box>
                  <Icon
                    source={steps[key] ? CheckCircleIcon : MinusCircleIcon}
                    tone={steps[key] ? 'success' : 'subdued'}
                    accessibilityLabel={steps[key] ? 'Done' : 'To do'}
                  />
                </Box>
                <BlockStack gap="200" inlineAlign="start">
                  <BlockStack gap="050">
                    <Text as="h3" variant={key === next ? 'headingSm' : 'bodyMd'}>
                      {title}
                    </Text>
                    {steps[key] ? null : (
                      <Text as="p" tone="subdued">
                        {text}
                      </Text>
                    )}
                  </BlockStack>
                  {key === next ? (
                    <Button variant="primary" url={to}>
                      {label}
                    </Button>
                  ) : null}
                </BlockStack>
              </InlineStack>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}
