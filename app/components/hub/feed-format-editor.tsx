import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineGrid,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { CHOICES, FIELDS, linesOf, pairsOf } from './feed-draft.ts';
import type { FeedDraft } from './feed-draft.ts';
import { FeedPreviewCard } from './feed-preview-card.tsx';
import type { ShownPreview } from './feed-preview-card.tsx';

const WAIT_MS = 350;

type EditorProps = {
  readonly initial: FeedDraft;
  readonly preview: ShownPreview | undefined;
  readonly isSaving: boolean;
  readonly onSave: (format: string) => void;
};

/** How the supplier's files are read, tried at once on a file of its own. */
export function FeedFormatEditor({ initial, preview, isSaving, onSave }: EditorProps) {
  const [draft, setDraft] = useState(initial);
  const [isChanged, setChanged] = useState(false);
  const tried = useFetcher<{ preview?: ShownPreview; problem?: string }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (changes: Partial<FeedDraft>) => {
    const next = { ...draft, ...changes };
    setDraft(next);
    setChanged(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => tried.submit({ intent: 'preview', format: JSON.stringify(next) }, { method: 'post' }),
      WAIT_MS,
    );
  };
  const shown = tried.data?.preview ?? preview;
  const part = { draft, change, names: shown?.names ?? [], found: shown?.found ?? {} };
  return (
    <BlockStack gap="400">
      <ColumnsCard {...part} />
      <FeedPreviewCard
        preview={shown}
        problem={tried.data?.problem}
        isTrying={tried.state !== 'idle'}
      />
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
        <FileCard {...part} />
        <CellsCard {...part} />
      </InlineGrid>
      <InlineStack align="end" gap="200" blockAlign="center">
        {isChanged ? (
          <Text as="span" tone="subdued">
            Not saved yet
          </Text>
        ) : null}
        <Button
          variant="primary"
          loading={isSaving}
          onClick={() => {
            setChanged(false);
            onSave(JSON.stringify(draft));
          }}
        >
          Save the format
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

type PartProps = {
  readonly draft: FeedDraft;
  readonly change: (changes: Partial<FeedDraft>) => void;
  readonly names: readonly string[];
  readonly found: Readonly<Record<string, string | undefined>>;
};

function ColumnsCard({ draft, change, names, found }: PartProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Which column holds what
          </Text>
          <Text as="p" tone="subdued">
            Usual names are found by themselves. Choose a column where the supplier calls it
            something else.
          </Text>
        </BlockStack>
        <InlineGrid columns={{ xs: 1, sm: 2, md: 3 }} gap="300">
          {FIELDS.map(({ field, label, help }) => {
            const own = draft.columns[field] ?? '';
            const automatic = own === '' && found[field] ? `Found: ${found[field]}` : 'None';
            const all = own === '' || names.includes(own) ? names : [own, ...names];
            return (
              <Select
                key={field}
                label={label}
                {...(help ? { helpText: help } : {})}
                value={own}
                options={[
                  { value: '', label: automatic },
                  ...all.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(value) =>
                  change({
                    columns: { ...draft.columns, [field]: value === '' ? undefined : value },
                  })
                }
              />
            );
          })}
        </InlineGrid>
        <Lines
          label="A column of quantities for each location"
          help="Only if the file has one: name of the column = code of the location, one a line."
          placeholder={'Qty East = EAST\nQty West = WEST'}
          pairs={draft.places.map(({ column, location }) => ({ left: column, right: location }))}
          onPairs={(pairs) =>
            change({ places: pairs.map(({ left, right }) => ({ column: left, location: right })) })
          }
        />
      </BlockStack>
    </Card>
  );
}

function FileCard({ draft, change }: PartProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          The file
        </Text>
        <FormLayout>
          <Choose label="Form" name="form" {...{ draft, change }} />
          <FormLayout.Group condensed>
            <Choose label="Encoding" name="encoding" {...{ draft, change }} />
            <Choose label="Columns are cut by" name="separator" {...{ draft, change }} />
          </FormLayout.Group>
          <FormLayout.Group condensed>
            <TextField
              label="Lines above the header"
              type="number"
              min={0}
              autoComplete="off"
              value={String(draft.skipLines)}
              onChange={(skipLines) => change({ skipLines })}
            />
            <Typed
              label="Sheet of a workbook"
              name="sheet"
              placeholder="The first"
              {...{ draft, change }}
            />
          </FormLayout.Group>
          <Checkbox
            label="The first line names the columns"
            checked={draft.hasHeader}
            onChange={(hasHeader) => change({ hasHeader })}
          />
          <FormLayout.Group condensed>
            <Typed
              label="Rows are at"
              name="rowsAt"
              placeholder="stock.items"
              help="JSON or XML; empty: found out"
              {...{ draft, change }}
            />
            <Typed
              label="Its moment is at"
              name="statedAt"
              placeholder="stock.generated"
              help="JSON or XML, before the rows"
              {...{ draft, change }}
            />
          </FormLayout.Group>
          <Choose label="A fetched file names" name="scope" {...{ draft, change }} />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function CellsCard({ draft, change }: PartProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          The cells
        </Text>
        <FormLayout>
          <FormLayout.Group condensed>
            <Choose label="Decimal sign" name="decimalSign" {...{ draft, change }} />
            <Choose label="Thousands" name="thousands" {...{ draft, change }} />
          </FormLayout.Group>
          <FormLayout.Group condensed>
            <TextField
              label="Quantities are in cases of"
              type="number"
              min={1}
              suffix="units"
              autoComplete="off"
              value={String(draft.unitsPerCase)}
              onChange={(unitsPerCase) => change({ unitsPerCase })}
            />
            <Choose label="Costs are" name="costPer" {...{ draft, change }} />
          </FormLayout.Group>
          <Lines
            label="Words for quantities"
            help="Word = units, one a line."
            placeholder={'in stock = 10\nsold out = 0'}
            pairs={draft.quantityTexts.map(({ text, units }) => ({
              left: text,
              right: String(units),
            }))}
            onPairs={(pairs) =>
              change({
                quantityTexts: pairs.map(({ left, right }) => ({ text: left, units: right })),
              })
            }
          />
          <Choose label="“> 10”, “10+” and “< 5”" name="openEnded" {...{ draft, change }} />
          <FormLayout.Group condensed>
            <Choose label="Times look like" name="dates" {...{ draft, change }} />
            <Typed
              label="Time zone"
              name="timeZone"
              placeholder="Europe/Zurich"
              {...{ draft, change }}
            />
          </FormLayout.Group>
          <Choose
            label="Where a row tells no time, it is as of"
            name="momentOf"
            {...{ draft, change }}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

type FieldProps = Pick<PartProps, 'draft' | 'change'> & { readonly label: string };

function Choose({
  label,
  name,
  draft,
  change,
}: FieldProps & { readonly name: keyof typeof CHOICES }) {
  return (
    <Select
      label={label}
      value={draft[name]}
      options={[...CHOICES[name]]}
      onChange={(value) => change({ [name]: value })}
    />
  );
}

type TextChoiceProps = FieldProps & {
  readonly name: 'sheet' | 'rowsAt' | 'statedAt' | 'timeZone';
  readonly placeholder: string;
  readonly help?: string;
};

function Typed({ label, name, placeholder, help, draft, change }: TextChoiceProps) {
  return (
    <TextField
      label={label}
      autoComplete="off"
      placeholder={placeholder}
      {...(help ? { helpText: help } : {})}
      value={draft[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
}

type LinesProps = {
  readonly label: string;
  readonly help: string;
  readonly placeholder: string;
  readonly pairs: Parameters<typeof linesOf>[0];
  readonly onPairs: (pairs: ReturnType<typeof pairsOf>) => void;
};

/** Pairs as lines of text; what is typed stays as it is while it is not a pair yet. */
function Lines({ label, help, placeholder, pairs, onPairs }: LinesProps) {
  const [text, setText] = useState(linesOf(pairs));
  return (
    <TextField
      label={label}
      helpText={help}
      placeholder={placeholder}
      multiline={2}
      autoComplete="off"
      value={text}
      onChange={(typed) => {
        setText(typed);
        onPairs(pairsOf(typed));
      }}
    />
  );
}
