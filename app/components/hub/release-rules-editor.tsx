import {
  BlockStack,
  Box,
  Button,
  ButtonGroup,
  Card,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { currencyCode, formatDecimal, money, parseMoney } from '../../platform/money.ts';
import type {
  ReleaseClause,
  ReleaseCondition,
  ReleaseDecision,
} from '../../modules/orders/release-rules.ts';

type Draft = { readonly key: number; readonly clause: ReleaseClause };
type EditorProps = {
  readonly initial: readonly ReleaseClause[];
  readonly currency: string;
  /** What the list applies to, for its heading. */
  readonly heading: string;
  /** A rule in words, and whether a list of them can be kept. */
  readonly sentenceOf: (clause: ReleaseClause) => string;
  readonly isSound: (clauses: readonly ReleaseClause[]) => boolean;
};

const NEW_CLAUSE: ReleaseClause = {
  when: [{ kind: 'value-over', minor: 50_000 }],
  then: { kind: 'by-hand' },
};

/** An ordered list of rules, each read as a sentence while it is edited. */
export function ReleaseRulesEditor(props: EditorProps) {
  const { initial, currency, heading, sentenceOf, isSound } = props;
  const busy = useNavigation().state === 'submitting';
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    initial.map((clause, key) => ({ key, clause })),
  );
  const [nextKey, setNextKey] = useState(initial.length);
  const clauses = drafts.map(({ clause }) => clause);
  const change = (place: number, clause: ReleaseClause) =>
    setDrafts(drafts.map((each, index) => (index === place ? { ...each, clause } : each)));
  const move = (place: number, by: -1 | 1) => {
    const moved = [...drafts];
    const [draft] = moved.splice(place, 1);
    if (draft) moved.splice(place + by, 0, draft);
    setDrafts(moved);
  };
  const add = () => {
    setDrafts([...drafts, { key: nextKey, clause: NEW_CLAUSE }]);
    setNextKey(nextKey + 1);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {heading}
          </Text>
          <Text as="p" tone="subdued">
            From the top: the first rule that fits decides. Where none fits, the retailer’s own
            delay holds. No rule lets an order go whose payment does not.
          </Text>
        </BlockStack>
        {drafts.map(({ key, clause }, place) => (
          <ClauseFields
            key={key}
            number={place + 1}
            clause={clause}
            currency={currency}
            sentence={sentenceOf(clause)}
            isLast={place === drafts.length - 1}
            onChange={(changed) => change(place, changed)}
            onMove={(by) => move(place, by)}
            onRemove={() => setDrafts(drafts.filter((each) => each.key !== key))}
          />
        ))}
        <Form method="post" preventScrollReset>
          <input type="hidden" name="intent" value="save" />
          <input type="hidden" name="clauses" value={JSON.stringify(clauses)} />
          <InlineStack gap="300" align="space-between">
            <Button icon={PlusIcon} onClick={add}>
              Add a rule
            </Button>
            <Button submit variant="primary" loading={busy} disabled={!isSound(clauses)}>
              Save the rules
            </Button>
          </InlineStack>
        </Form>
      </BlockStack>
    </Card>
  );
}

type ClauseProps = {
  readonly number: number;
  readonly clause: ReleaseClause;
  readonly currency: string;
  readonly sentence: string;
  readonly isLast: boolean;
  readonly onChange: (clause: ReleaseClause) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
};

function ClauseFields(props: ClauseProps) {
  const { number, clause, currency, sentence, isLast, onChange, onMove, onRemove } = props;
  const { when, then } = clause;
  const set = (place: number, condition: ReleaseCondition) =>
    onChange({ ...clause, when: when.map((each, index) => (index === place ? condition : each)) });
  const drop = (place: number) =>
    onChange({ ...clause, when: when.filter((_each, index) => index !== place) });
  return (
    <Box background="bg-surface-secondary" borderRadius="200" padding="400">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
          <Text as="h3" variant="headingSm" breakWord>
            {`${number}. ${sentence}`}
          </Text>
          <ButtonGroup variant="segmented">
            <Button
              icon={ArrowUpIcon}
              accessibilityLabel={`Move rule ${number} up`}
              disabled={number === 1}
              onClick={() => onMove(-1)}
            />
            <Button
              icon={ArrowDownIcon}
              accessibilityLabel={`Move rule ${number} down`}
              disabled={isLast}
              onClick={() => onMove(1)}
            />
            <Button
              icon={DeleteIcon}
              accessibilityLabel={`Remove rule ${number}`}
              onClick={onRemove}
            />
          </ButtonGroup>
        </InlineStack>
        {when.map((condition, place) => (
          <InlineStack key={place} gap="300" blockAlign="end">
            <ConditionFields
              condition={condition}
              currency={currency}
              label={place === 0 ? 'If' : 'and'}
              onChange={(changed) => set(place, changed)}
            />
            <Button variant="plain" onClick={() => drop(place)}>
              Remove
            </Button>
          </InlineStack>
        ))}
        <InlineStack gap="300" blockAlign="end">
          <DecisionFields
            decision={then}
            onChange={(decision) => onChange({ ...clause, then: decision })}
          />
          {when.length < 6 ? (
            <Button
              variant="plain"
              onClick={() =>
                onChange({
                  ...clause,
                  when: [...when, { kind: 'country-not-in', countries: ['CH'] }],
                })
              }
            >
              {when.length === 0 ? 'Add a condition' : 'Add another condition'}
            </Button>
          ) : null}
        </InlineStack>
      </BlockStack>
    </Box>
  );
}

const CONDITIONS: readonly { value: ReleaseCondition['kind']; label: string }[] = [
  { value: 'value-over', label: 'its wholesale is over' },
  { value: 'value-up-to', label: 'its wholesale is at most' },
  { value: 'country-in', label: 'it ships to' },
  { value: 'country-not-in', label: 'it ships elsewhere than to' },
  { value: 'risk-in', label: 'the fraud check advises' },
  { value: 'among-first', label: 'it is among the retailer’s first' },
];

const FRESH: Readonly<Record<ReleaseCondition['kind'], ReleaseCondition>> = {
  'value-over': { kind: 'value-over', minor: 50_000 },
  'value-up-to': { kind: 'value-up-to', minor: 50_000 },
  'country-in': { kind: 'country-in', countries: ['CH'] },
  'country-not-in': { kind: 'country-not-in', countries: ['CH'] },
  'risk-in': { kind: 'risk-in', advice: ['investigate', 'cancel'] },
  'among-first': { kind: 'among-first', orders: 1 },
};

const ADVICE = [
  { value: 'investigate cancel', label: 'to investigate or cancel' },
  { value: 'investigate', label: 'to investigate' },
  { value: 'cancel', label: 'to cancel' },
  { value: 'accept', label: 'to accept' },
  { value: 'none', label: 'nothing' },
];

type ConditionProps = {
  readonly condition: ReleaseCondition;
  readonly currency: string;
  readonly label: string;
  readonly onChange: (condition: ReleaseCondition) => void;
};

function ConditionFields({ condition, currency, label, onChange }: ConditionProps) {
  return (
    <>
      <Select
        label={label}
        options={[...CONDITIONS]}
        value={condition.kind}
        onChange={(kind) => {
          const fresh = CONDITIONS.find(({ value }) => value === kind);
          if (fresh) onChange(FRESH[fresh.value]);
        }}
      />
      <ConditionValue {...{ condition, currency, onChange }} />
    </>
  );
}

function ConditionValue({ condition, currency, onChange }: Omit<ConditionProps, 'label'>) {
  const code = currencyCode(currency);
  const typed =
    'minor' in condition
      ? formatDecimal(money(condition.minor, code))
      : 'countries' in condition
        ? condition.countries.join(', ')
        : 'orders' in condition
          ? String(condition.orders)
          : '';
  const [text, setText] = useState(typed);
  if (condition.kind === 'risk-in') {
    return (
      <Select
        label="Advice"
        labelHidden
        options={ADVICE}
        value={condition.advice.join(' ')}
        onChange={(advice) =>
          onChange({ kind: 'risk-in', advice: advice.split(' ') as typeof condition.advice })
        }
      />
    );
  }
  const type = (entered: string) => {
    setText(entered);
    const read = readTyped(condition, entered, currency);
    if (read) onChange(read);
  };
  const isRead = readTyped(condition, text, currency) !== undefined;
  return (
    <TextField
      key={condition.kind}
      label="Value"
      labelHidden
      value={text}
      onChange={type}
      autoComplete="off"
      {...('minor' in condition ? { prefix: currency } : {})}
      {...('countries' in condition ? { placeholder: 'CH, LI, DE' } : {})}
      {...('orders' in condition ? { suffix: 'orders' } : {})}
      {...(isRead ? {} : { error: 'Cannot be read' })}
    />
  );
}

/** What was typed as the condition means it; undefined while it cannot be read. */
function readTyped(
  condition: Exclude<ReleaseCondition, { kind: 'risk-in' }>,
  text: string,
  currency: string,
): ReleaseCondition | undefined {
  if ('minor' in condition) {
    const amount = parseMoney(text, currencyCode(currency));
    return amount && amount.minor >= 0 ? { ...condition, minor: amount.minor } : undefined;
  }
  if ('countries' in condition) {
    const countries = text
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean);
    const isRead = countries.length > 0 && countries.every((each) => /^[A-Z]{2}$/.test(each));
    return isRead ? { ...condition, countries } : undefined;
  }
  const orders = Number(text);
  return Number.isInteger(orders) && orders >= 1 && orders <= 1_000
    ? { ...condition, orders }
    : undefined;
}

const DECISIONS = [
  { value: 'by-hand', label: 'a person releases it' },
  { value: 'at-once', label: 'it goes at once' },
  { value: 'after', label: 'it goes after' },
];

function DecisionFields(props: {
  readonly decision: ReleaseDecision;
  readonly onChange: (decision: ReleaseDecision) => void;
}) {
  const { decision, onChange } = props;
  const choose = (kind: string) =>
    onChange(
      kind === 'after'
        ? { kind, minutes: 30 }
        : kind === 'at-once'
          ? { kind: 'at-once' }
          : { kind: 'by-hand' },
    );
  return (
    <>
      <Select label="then" options={DECISIONS} value={decision.kind} onChange={choose} />
      {decision.kind === 'after' ? (
        <TextField
          label="Minutes"
          labelHidden
          type="number"
          min={0}
          suffix="minutes"
          value={String(decision.minutes)}
          onChange={(minutes) => onChange({ kind: 'after', minutes: Math.max(0, Number(minutes)) })}
          autoComplete="off"
        />
      ) : null}
    </>
  );
}
