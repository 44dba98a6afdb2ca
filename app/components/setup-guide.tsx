import './lists.css';
import {
  BlockStack,
  Box,
  Button,
  Card,
  Icon,
  InlineStack,
  ProgressBar,
  Spinner,
  Text,
} from '@shopify/polaris';
import { CheckCircleIcon } from '@shopify/polaris-icons';
import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';

type SetupSteps = {
  readonly prepared: boolean;
  readonly requested: boolean;
  readonly approved: boolean;
  readonly picked: boolean;
  readonly blockAdded: boolean;
  readonly ordered: boolean;
};

type SetupGuideProps = {
  readonly steps: SetupSteps;
  /** Products picked, those still on their way into the shop included. */
  readonly picked: number;
  readonly status: string;
  /** Undefined where the shop has no theme editor; the step is then left out. */
  readonly themeEditorUrl: string | undefined;
};

type Step = {
  readonly key: keyof SetupSteps;
  readonly title: string;
  readonly text: string;
  readonly act?: ReactNode;
};

/** The way from installing to the first order: what is done, what comes next, and one thing to do at a time. */
export function SetupGuide({ steps, picked, status, themeEditorUrl }: SetupGuideProps) {
  const shown = stepsOf(picked, status, themeEditorUrl);
  const done = shown.filter(({ key }) => steps[key]).length;
  const next = shown.find(({ key }) => !steps[key])?.key;
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              Set up your shop
            </Text>
            <Text as="p" tone="subdued">
              From here to your first order. Each step is ticked off by itself.
            </Text>
          </BlockStack>
          <InlineStack gap="300" blockAlign="center" wrap={false}>
            <Text as="span" variant="bodySm" tone="subdued">
              {done} of {shown.length} done
            </Text>
            <div style={{ flex: 1, maxInlineSize: '16rem' }}>
              <ProgressBar
                progress={Math.round((done / shown.length) * 100)}
                size="small"
                tone="success"
                ariaLabelledBy="setup-progress"
              />
              <span id="setup-progress" hidden>
                Steps of the set-up that are done
              </span>
            </div>
          </InlineStack>
        </BlockStack>
      </Box>
      <Box as="ul" paddingBlockEnd="200">
        {shown.map((step) => (
          <GuideStep
            key={step.key}
            step={step}
            isDone={steps[step.key]}
            isNext={step.key === next}
          />
        ))}
      </Box>
    </Card>
  );
}

function GuideStep(props: {
  readonly step: Step;
  readonly isDone: boolean;
  readonly isNext: boolean;
}) {
  const { step, isDone, isNext } = props;
  return (
    <li className="guide-step" data-next={isNext || undefined}>
      <div className="guide-mark">
        {isDone ? (
          <Icon source={CheckCircleIcon} tone="success" accessibilityLabel="Done" />
        ) : (
          <span className="guide-open" role="img" aria-label="To do" />
        )}
      </div>
      <BlockStack gap="200">
        <Text
          as="h3"
          variant={isNext ? 'headingSm' : 'bodyMd'}
          {...(isDone ? { tone: 'subdued' as const } : {})}
        >
          {step.title}
        </Text>
        {isNext ? (
          <>
            <Text as="p" tone="subdued">
              {step.text}
            </Text>
            {step.act ? (
              <InlineStack gap="200" blockAlign="center">
                {step.act}
              </InlineStack>
            ) : null}
          </>
        ) : null}
      </BlockStack>
    </li>
  );
}

function stepsOf(picked: number, status: string, themeEditorUrl: string | undefined): Step[] {
  return [
    {
      key: 'prepared',
      title: status === 'active' ? 'Your shop is prepared' : 'Your shop is being prepared',
      text: PREPARING[status] ?? WAIT,
      act: status === 'connecting' ? <Waiting>Preparing…</Waiting> : undefined,
    },
    {
      key: 'requested',
      title: 'Find a distributor and ask to be connected',
      text: 'Search by name, and say in a line who you are and what you sell.',
      act: (
        <Button variant="primary" url="/app/distributors">
          Find a distributor
        </Button>
      ),
    },
    {
      key: 'approved',
      title: 'The distributor approves',
      text: 'It looks at your request, chooses the products you may see and your prices. You need not wait here.',
      act: <Button url="/app/distributors">See your request</Button>,
    },
    {
      key: 'picked',
      title: 'Pick products for your shop',
      text:
        picked > 0
          ? 'Your products are on their way into the shop.'
          : 'Look through the range, tick what you want to sell, and import it. Stock and prices follow from then on.',
      act: (
        <Button variant="primary" url={picked > 0 ? '/app/listings' : '/app/browse'}>
          {picked > 0 ? 'See how far they are' : 'Browse products'}
        </Button>
      ),
    },
    ...(themeEditorUrl ? [blockStep(themeEditorUrl)] : []),
    {
      key: 'ordered',
      title: 'Your first order',
      text: 'As soon as somebody buys one of these products it appears under Orders, and the distributor ships it. Make a test order if you want to see the way it takes.',
    },
  ];
}

function blockStep(themeEditorUrl: string): Step {
  return {
    key: 'blockAdded',
    title: 'Show live stock on your product pages',
    text: 'The theme editor opens with the block in place; move it where you like and save. Your theme does not tell us when you have, so tick it here.',
    act: (
      <>
        <Button variant="primary" url={themeEditorUrl} target="_top">
          Open the theme editor
        </Button>
        <Form method="post">
          <SubmitDone />
        </Form>
      </>
    ),
  };
}

function SubmitDone() {
  const busy = useNavigation().state === 'submitting';
  return (
    <Button submit variant="tertiary" loading={busy}>
      I have added it
    </Button>
  );
}

const WAIT = 'A place for the stock is being made in your shop. This takes a few seconds.';
const PREPARING: Readonly<Record<string, string>> = {
  'needs-reopen':
    'Our permission to work in your shop has run out. Close this page and open the app again.',
};

function Waiting({ children }: { readonly children: ReactNode }) {
  return (
    <InlineStack gap="200" blockAlign="center">
      <Spinner size="small" accessibilityLabel="Under way" />
      <Text as="span">{children}</Text>
    </InlineStack>
  );
}
