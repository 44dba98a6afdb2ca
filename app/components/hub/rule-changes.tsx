import { Text } from '@shopify/polaris';
import { useLocale } from '../locale.ts';
import { formatMoney } from '../money-text.tsx';
import type { Loaded } from '../loaded.ts';
import type { ShownChange } from '../../views/read-routing.server.ts';
import './routing.css';
import { ruleValue, ruleWord } from './routing-words.ts';

type Change = Loaded<ShownChange>;

/** What differs between two versions of the rules: each field with what it was and what it is. */
export function RuleChanges(props: {
  readonly changes: readonly Change[];
  readonly currency: string;
  readonly none: string;
}) {
  const { changes, currency, none } = props;
  const locale = useLocale();
  const money = (minor: number) => formatMoney({ minor, currency }, locale);
  if (changes.length === 0)
    return (
      <Text as="p" tone="subdued" variant="bodySm">
        {none}
      </Text>
    );
  return (
    <ul className="rule-changes">
      {changes.map(({ field, of, before, after }) => (
        <li key={`${of ?? ''} ${field}`} suppressHydrationWarning>
          {of ? <strong>{of}: </strong> : null}
          {ruleWord(field).label}{' '}
          <span className="rule-before">{ruleValue(field, before, of !== undefined, money)}</span>
          <span aria-hidden="true"> → </span>
          <span className="rule-hidden">, now </span>
          <strong>{ruleValue(field, after, of !== undefined, money)}</strong>
        </li>
      ))}
    </ul>
  );
}
