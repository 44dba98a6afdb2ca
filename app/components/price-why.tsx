import { BlockStack, Button, Popover, SkeletonBodyText, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import { PriceChain } from './price-chain.tsx';
import type { ShownStep } from './price-chain.tsx';

type PriceWhyProps = {
  /** What is explained, for screen readers: "the price of Wool sock". */
  readonly of: string;
  /** The price itself, which is what is pressed. */
  readonly children: string;
} & (
  | { readonly steps: readonly ShownStep[] }
  /** Where the steps are asked for when somebody wants to know. */
  | { readonly from: string }
);

type Answer = { readonly steps: readonly ShownStep[] | null };

/** A price that can be asked why: pressing it shows the chain of rules that made it. */
export function PriceWhy(props: PriceWhyProps) {
  const [isOpen, setIsOpen] = useState(false);
  const fetcher = useFetcher<Answer>();
  const toggle = () => {
    if (!isOpen && 'from' in props) fetcher.load(props.from);
    setIsOpen((open) => !open);
  };
  const steps = 'steps' in props ? props.steps : fetcher.data?.steps;
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      preferredAlignment="right"
      activator={
        <Button
          variant="monochromePlain"
          onClick={toggle}
          disclosure={isOpen ? 'up' : 'down'}
          ariaExpanded={isOpen}
          accessibilityLabel={`${props.children}: why ${props.of}?`}
        >
          {props.children}
        </Button>
      }
    >
      <div className="price-chain-pane">
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            Why this price
          </Text>
          {steps ? (
            <PriceChain steps={steps} />
          ) : steps === null ? (
            <Text as="p" tone="subdued">
              There is no price to explain: it is on no price list, or no longer listed.
            </Text>
          ) : (
            <SkeletonBodyText lines={4} />
          )}
        </BlockStack>
      </div>
    </Popover>
  );
}
