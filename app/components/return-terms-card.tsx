import { BlockStack, Card, List, Text } from '@shopify/polaris';
import { GRADE_WORDS, reasonWords } from './return-words.ts';

type Terms = {
  readonly version: number;
  readonly policy: {
    readonly windowDays: number;
    readonly windowFrom: string;
    readonly reasons: readonly string[];
    readonly grades: readonly string[];
    readonly restockingFeeBasisPoints: number;
    readonly labelFrom: string;
    readonly labelPaidBy: string;
    readonly faultLabelPaidBy: string;
    readonly photoFor: readonly string[];
    readonly decideWithinHours: number;
  };
};

/** What is agreed about returns, in sentences. */
export function ReturnTermsCard({ distributor, terms }: { readonly distributor: string; readonly terms: Terms }) {
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          What is agreed with {distributor}
        </Text>
        <List>
          {sentencesOf(distributor, terms).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      </BlockStack>
    </Card>
  );
} // prettier-ignore

/** Said to the retailer. */
const PAYERS: Readonly<Record<string, (distributor: string) => string>> = {
  retailer: () => 'you',
  distributor: (distributor) => distributor,
  supplier: () => 'the supplier',
};
const SENDS: Readonly<Record<string, string>> = {
  shopper: 'Your shopper sends the goods itself.',
  supplier: 'The supplier gives a label for your shopper.',
  distributor: 'You get a label for your shopper.',
};

function sentencesOf(distributor: string, { version, policy }: Terms): readonly string[] {
  if (version === 0)
    return [`Nothing is agreed about returns yet, so ${distributor} decides about each of them.`];
  const { windowDays, windowFrom, restockingFeeBasisPoints: fee } = policy;
  const from = windowFrom === 'shipped' ? 'shipping' : 'delivery';
  const grades = policy.grades.map((grade) => (GRADE_WORDS[grade] ?? grade).toLowerCase());
  const payer = (value: string) => PAYERS[value]?.(distributor) ?? value;
  const quoted = (reasons: readonly string[]) => reasons.map((each) => `“${reasonWords(each)}”`);
  return [
    `Goods may come back within ${windowDays} days of ${from}.`,
    `Decided at once: ${quoted(policy.reasons.filter((each) => each !== 'cancelled-too-late')).join(', ') || 'nothing'}. Everything else ${distributor} decides within ${policy.decideWithinHours} hours.`,
    grades.length > 0
      ? `Credited when ${grades.join(' or ')}; faulty goods in any condition.`
      : 'Only faulty goods are credited.',
    fee > 0 ? `${fee / 100} % of wholesale is kept for restocking, never for faults.` : 'No restocking fee.',
    `${SENDS[policy.labelFrom] ?? ''} Sending back is paid by ${payer(policy.labelPaidBy)}, for faults by ${payer(policy.faultLabelPaidBy)}.`,
  ];
} // prettier-ignore
