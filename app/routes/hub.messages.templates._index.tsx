import { json } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { FaultPage } from '../components/fault-page.tsx';
import { PlainTable } from '../components/hub/plain-table.tsx';
import { LOCALE_NAMES, messageKindLabel } from '../components/message-labels.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { WORDS } from '../modules/notifications/message-words.ts';
import { LOCALES, MILESTONES } from '../modules/notifications/message.ts';
import { readOwnWordings } from '../modules/notifications/shopper-notices.repository.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const own = await readOwnWordings(door.db, distributorId);
  const rows = MILESTONES.map((kind) => ({
    kind,
    subject: WORDS.en[kind].subject,
    locales: LOCALES.map((locale) => ({
      locale,
      isOwn: own.some((each) => each.kind === kind && each.locale === locale),
    })),
  }));
  return json({ rows });
}

export default function Templates() {
  const { rows } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Templates"
      subtitle="What shoppers are told of each step, in three languages and the brand of each shop."
      backAction={{ content: 'Messages', url: '/hub/messages' }}
    >
      <Card>
        <BlockStack gap="400">
          <Text as="p" tone="subdued">
            A shop tells its shoppers by itself until its retailer chooses otherwise under Messages
            in its app. The words here are then yours to change; logo, colours and small print are
            the retailer’s.
          </Text>
          <PlainTable
            label="Templates"
            rows={rows}
            rowKey={({ kind }) => kind}
            columns={[
              {
                title: 'Step',
                cell: ({ kind, subject }) => (
                  <BlockStack>
                    <Link url={`/hub/messages/templates/${kind}`} removeUnderline>
                      <Text as="span" fontWeight="semibold">
                        {messageKindLabel(kind)}
                      </Text>
                    </Link>
                    <Text as="span" tone="subdued">
                      {subject}
                    </Text>
                  </BlockStack>
                ),
              },
              {
                title: 'Your own words',
                end: true,
                cell: ({ kind, locales }) => (
                  <InlineStack gap="100" align="end">
                    {locales.map(({ locale, isOwn }) => (
                      <Link
                        key={locale}
                        url={`/hub/messages/templates/${kind}?locale=${locale}`}
                        accessibilityLabel={`${messageKindLabel(kind)} in ${LOCALE_NAMES[locale] ?? locale}`}
                        removeUnderline
                      >
                        <Badge {...(isOwn ? { tone: 'success' as const } : {})}>
                          {`${locale.toUpperCase()}${isOwn ? ' · yours' : ''}`}
                        </Badge>
                      </Link>
                    ))}
                  </InlineStack>
                ),
              },
            ]}
          />
        </BlockStack>
      </Card>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
