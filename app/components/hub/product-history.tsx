import {
  BlockStack,
  Box,
  Button,
  Card,
  Collapsible,
  InlineStack,
  Link,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { DateTimeText } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import './hub.css';

type Change = {
  readonly variantId: string | null;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
};
type Version = {
  readonly version: number;
  readonly at: string;
  readonly by: string | null;
  readonly cause: string;
  readonly reference: string | null;
  readonly changes: readonly Change[];
};

const CAUSES: Readonly<Record<string, string>> = {
  import: 'Import',
  edit: 'Edit',
  restore: 'Restored',
  undo: 'Edit undone',
};
const SHOWN = 5;

/** What was changed, by whom and when; any earlier state can be brought back. */
export function HistoryCard(props: {
  readonly versions: readonly Version[];
  readonly variantNames: ReadonlyMap<string, string>;
}) {
  const { versions, variantNames } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          History
        </Text>
        {versions.length === 0 ? (
          <Text as="p" tone="subdued">
            Unchanged since it was added. Every later change is kept here and can be taken back.
          </Text>
        ) : null}
        {versions.map((version) => (
          <VersionEntry key={version.version} version={version} variantNames={variantNames} />
        ))}
      </BlockStack>
    </Card>
  );
}

function VersionEntry(props: {
  readonly version: Version;
  readonly variantNames: ReadonlyMap<string, string>;
}) {
  const { version, variantNames } = props;
  const { changes } = version;
  const [open, setOpen] = useState(false);
  const id = `version-${version.version}`;
  const more = changes.length - SHOWN;
  return (
    <Box borderBlockStartWidth="025" borderColor="border" paddingBlockStart="300">
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <BlockStack>
            <Text as="h3" variant="headingSm">
              {version.reference && version.cause !== 'import' ? (
                <Link url={`/hub/catalogue/edits/${version.reference}`} removeUnderline>
                  {CAUSES[version.cause] ?? version.cause}
                </Link>
              ) : (
                (CAUSES[version.cause] ?? version.cause)
              )}{' '}
              · version {version.version}
            </Text>
            <Text as="p" tone="subdued" variant="bodySm">
              {version.by ? `${version.by}, ` : ''}
              <DateTimeText at={version.at} />
            </Text>
          </BlockStack>
          <ConfirmButton
            label="Undo up to here"
            size="slim"
            accessibilityLabel={`Bring back what was before version ${version.version}`}
            title={`Bring back the product as it was before version ${version.version}?`}
            fields={{ intent: 'restore', version: String(version.version - 1) }}
            warning="This change and all later ones are taken back. That is kept as a new version, so it can be undone too."
          />
        </InlineStack>
        <ChangeList changes={changes.slice(0, SHOWN)} variantNames={variantNames} />
        {more > 0 ? (
          <>
            <Collapsible id={id} open={open}>
              <ChangeList changes={changes.slice(SHOWN, 100)} variantNames={variantNames} />
            </Collapsible>
            <InlineStack>
              <Button
                variant="plain"
                ariaExpanded={open}
                ariaControls={id}
                onClick={() => setOpen((before) => !before)}
              >
                {open ? 'Show less' : `${more} more`}
              </Button>
            </InlineStack>
          </>
        ) : null}
      </BlockStack>
    </Box>
  );
}

export function ChangeList(props: {
  readonly changes: readonly Change[];
  readonly variantNames: ReadonlyMap<string, string>;
}) {
  return (
    <ul className="change-list">
      {props.changes.map(({ variantId, field, before, after }) => (
        <li key={`${variantId ?? ''}.${field}`}>
          <Text as="span" fontWeight="medium">
            {fieldName(field)}
            {variantId ? ` of ${props.variantNames.get(variantId) ?? 'a variant'}` : ''}
          </Text>{' '}
          <del>{shown(before)}</del> → <ins>{shown(after)}</ins>
        </li>
      ))}
    </ul>
  );
}

const FIELDS: Readonly<Record<string, string>> = {
  bodyHtml: 'Description',
  productType: 'Type',
  hsCode: 'HS code',
  originCountry: 'Country of origin',
  gtin: 'GTIN',
  sku: 'SKU',
  mpn: 'MPN',
  weightGrams: 'Weight (g)',
  lengthMm: 'Length (mm)',
  widthMm: 'Width (mm)',
  heightMm: 'Height (mm)',
  listPriceMinor: 'List price (minor units)',
  compareAtMinor: 'Compare-at price (minor units)',
  unitCostMinor: 'Unit cost (minor units)',
  seoTitle: 'SEO title',
  seoDescription: 'SEO description',
  imageUrl: 'Picture',
};

function fieldName(field: string): string {
  return FIELDS[field] ?? field.charAt(0).toUpperCase() + field.slice(1);
}

const LONGEST = 80;

/** A value of any field in few words. */
function shown(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  if (Array.isArray(value)) {
    const texts = value.filter((one) => typeof one === 'string');
    return texts.length === value.length ? texts.join(', ') || 'none' : `${value.length} of them`;
  }
  if (typeof value === 'object')
    return (
      Object.entries(value)
        .map(([name, one]) => `${name}: ${String(one)}`)
        .join(', ') || 'none'
    );
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
