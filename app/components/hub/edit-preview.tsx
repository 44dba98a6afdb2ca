import { BlockStack, Card, Text } from '@shopify/polaris';
import { ChangeList } from './product-history.tsx';

type Preview = {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly {
    readonly variantId: string | null;
    readonly field: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
  readonly names: Readonly<Record<string, string>>;
};

const SHOWN = 6;

/** What an edit would change in the first products. */
export function EditPreviewCard(props: {
  readonly preview: readonly Preview[];
  readonly count: number;
}) {
  const { preview, count } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {preview.length < count
            ? `What would change in the first ${preview.length}`
            : 'What would change'}
        </Text>
        {preview.map(({ id, title, changes, names }) => (
          <BlockStack key={id} gap="100">
            <Text as="h3" variant="headingSm">
              {title}
            </Text>
            {changes.length === 0 ? (
              <Text as="p" tone="subdued">
                Nothing: it is so already.
              </Text>
            ) : (
              <ChangeList
                changes={changes.slice(0, SHOWN)}
                variantNames={new Map(Object.entries(names))}
              />
            )}
            {changes.length > SHOWN ? (
              <Text as="p" tone="subdued">{`and ${changes.length - SHOWN} more`}</Text>
            ) : null}
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
