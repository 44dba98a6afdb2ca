import { Banner, BlockStack, Card, InlineStack, Spinner, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { describeFacts } from './feed-words.ts';
import { PlainTable } from './plain-table.tsx';

type Line = {
  readonly line: number;
  readonly sku: string;
  readonly gtin?: string | undefined;
  readonly location?: string | undefined;
  readonly quantity?: number | undefined;
  readonly cost?: string | undefined;
  readonly leadTimeDays?: number | undefined;
  readonly asOf?: string | undefined;
  readonly outcome: string;
  readonly message?: string | undefined;
  readonly value?: string | undefined;
};

export type ShownPreview = {
  readonly name: string;
  readonly isUpload: boolean;
  readonly facts: Parameters<typeof describeFacts>[0] & {
    readonly notices?: readonly string[] | undefined;
  };
  readonly names: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  readonly found: Readonly<Record<string, string | undefined>>;
  readonly lines: readonly Line[];
  readonly judged: { readonly rows: number; readonly refused: number };
  readonly problem?: string | undefined;
};

type PreviewProps = {
  readonly preview: ShownPreview | undefined;
  readonly problem: string | undefined;
  readonly isTrying: boolean;
};

/** The beginning of a file of the supplier: as it is, and as it would be read. */
export function FeedPreviewCard({ preview, problem, isTrying }: PreviewProps) {
  if (!preview) {
    return (
      <Card>
        <Text as="p" tone="subdued">
          Upload a file of the supplier below to see here how it would be read. Nothing of it is
          applied.
        </Text>
      </Card>
    );
  }
  const { judged, facts } = preview;
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <BlockStack gap="050">
            <Text as="h2" variant="headingMd">
              Preview
            </Text>
            <Text as="p" tone="subdued">
              {preview.name} ({preview.isUpload ? 'uploaded to try' : 'the last delivery'}):{' '}
              {describeFacts(facts)}
            </Text>
          </BlockStack>
          {isTrying ? (
            <Spinner size="small" accessibilityLabel="Reading the file again" />
          ) : (
            <Text as="span" {...(judged.refused > 0 ? { tone: 'critical' as const } : {})}>
              <NumberText value={judged.rows - judged.refused} /> of the first{' '}
              <NumberText value={judged.rows} /> rows can be read
            </Text>
          )}
        </InlineStack>
        {(problem ?? preview.problem) ? (
          <Banner tone="critical">{problem ?? preview.problem}</Banner>
        ) : null}
        {facts.notices?.map((notice) => (
          <Banner tone="warning" key={notice}>
            {notice}
          </Banner>
        ))}
        {preview.rows.length > 0 ? (
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              As it is
            </Text>
            <PlainTable
              label="The file as it is"
              rows={preview.rows}
              rowKey={({ line }) => String(line)}
              columns={[
                { title: 'Line', cell: ({ line }) => line },
                ...preview.names.map((name, at) => ({
                  title: name,
                  cell: (row: ShownPreview['rows'][number]) => row.cells[at] ?? '',
                })),
              ]}
            />
          </BlockStack>
        ) : null}
        {preview.lines.length > 0 ? <AsRead lines={preview.lines} /> : null}
      </BlockStack>
    </Card>
  );
}

function AsRead({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        As it is read
      </Text>
      <PlainTable
        label="The file as it is read"
        rows={lines}
        rowKey={(row) => `${row.line}-${lines.indexOf(row)}`}
        columns={[
          { title: 'Line', cell: ({ line }) => line },
          { title: 'SKU', cell: ({ sku, gtin }) => sku || (gtin ? `GTIN ${gtin}` : '—') },
          { title: 'Location', cell: ({ location }) => location ?? '—' },
          { title: 'Quantity', end: true, cell: ({ quantity }) => <NumberText value={quantity} /> },
          { title: 'Cost', end: true, cell: ({ cost }) => cost ?? '—' },
          { title: 'As of (UTC)', cell: ({ asOf }) => asOf?.slice(0, 19).replace('T', ' ') ?? '—' },
          {
            title: 'Days',
            end: true,
            cell: ({ leadTimeDays }) => <NumberText value={leadTimeDays} />,
          },
          {
            title: 'Outcome',
            cell: ({ outcome, message, value }) =>
              outcome === 'accepted' ? (
                'Taken'
              ) : (
                <BlockStack gap="050">
                  <InlineStack>
                    <StatusBadge of="row" status={outcome} />
                  </InlineStack>
                  <Text as="span" variant="bodySm" tone="subdued">
                    {value ? `“${value}”: ` : ''}
                    {message}
                  </Text>
                </BlockStack>
              ),
          },
        ]}
      />
    </BlockStack>
  );
}
