import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { MoneyText } from '../money-text.tsx';
import { CountText, PercentText } from '../number-text.tsx';
import type { StoredRules } from '../../modules/routing/stored-rules.ts';
import './routing.css';

/** The rules that hold now, as sentences with a figure each. */
export function LiveRulesCard(props: { readonly rules: StoredRules; readonly currency: string }) {
  const { rules, currency } = props;
  const { tierPenaltyMinor: tiers, promiseWithinDays } = rules;
  const amount = (minor: number) => <MoneyText amount={{ minor, currency }} />;
  const limits = Object.keys(rules.limits ?? {}).length;
  const own = Object.keys(rules.connections ?? {}).length;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          How plans are compared
        </Text>
        <Text as="p" tone="subdued">
          The plan whose goods, parcels and handling, with the amounts below, come to the least for
          the whole order is chosen. The amounts steer; nobody is charged for them.
        </Text>
        <div>
          <Rule name="A further parcel" note={rules.neverSplit ? 'Orders are never split.' : ''}>
            {amount(rules.splitPenaltyMinor)}
          </Rule>
          <Rule name="A day late, for each parcel">{amount(rules.latenessPenaltyMinorPerDay)}</Rule>
          <Rule
            name="Delivery is promised"
            note={
              promiseWithinDays === undefined
                ? 'By the first plan of each order.'
                : 'From the moment of routing.'
            }
          >
            {promiseWithinDays === undefined ? (
              <>
                sure to <PercentText basisPoints={rules.promiseBasisPoints ?? 9_000} />
              </>
            ) : (
              <>
                within <CountText count={promiseWithinDays} one="day" many="days" />
              </>
            )}
          </Rule>
          <Rule name="A shipment that goes wrong" note="By how often the supplier’s do.">
            {amount(rules.riskPenaltyMinor)}
          </Rule>
          <Rule name="A shipment of a primary supplier">{amount(tiers.primary)}</Rule>
          <Rule name="A shipment of a secondary supplier">{amount(tiers.secondary)}</Rule>
          <Rule name="A shipment of a backup supplier">{amount(tiers.backup)}</Rule>
          <Rule name="Least margin of a line" note="No supplier that leaves less is asked.">
            <PercentText basisPoints={rules.marginFloorBasisPoints} />
          </Rule>
          <Rule name="Limits of single suppliers">
            {limits === 0 ? 'none' : <CountText count={limits} one="supplier" many="suppliers" />}
          </Rule>
          <Rule name="Other rules for single retailers">
            {own === 0 ? 'none' : <CountText count={own} one="retailer" many="retailers" />}
          </Rule>
        </div>
      </BlockStack>
    </Card>
  );
}

function Rule(props: {
  readonly name: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  const { name, note, children } = props;
  return (
    <div className="live-rule">
      <div>
        <Text as="p">{name}</Text>
        {note ? (
          <Text as="p" tone="subdued" variant="bodySm">
            {note}
          </Text>
        ) : null}
      </div>
      <Text as="p" fontWeight="semibold" alignment="end">
        {children}
      </Text>
    </div>
  );
}
