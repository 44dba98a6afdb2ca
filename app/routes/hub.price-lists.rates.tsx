import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { Badge, Banner, BlockStack, Button, Card, FormLayout, InlineStack, Layout, Page, Text } from '@shopify/polaris'; // prettier-ignore
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FileInput } from '../components/file-input.tsx';
import { ChoiceInput, TextInput } from '../components/form-fields.tsx';
import { PlainTable } from '../components/hub/plain-table.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { TableReport } from '../components/hub/table-report.tsx';
import type { ShownReport } from '../components/hub/table-report.tsx';
import { DateTimeText } from '../components/relative-time.tsx';
import { changeFxSettings, importRates, recordRates } from '../flows/supply/save-rates.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readUpload } from '../http/read-upload.server.ts';
import { ECB_URL, FxSettings, parseRate } from '../modules/pricing/fx-rates.ts';
import { NotATable } from '../platform/csv/read-table.ts';
import { readHubRates } from '../views/read-hub-rates.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const now = door.clock.now();
  const today = now.toISOString().slice(0, 10);
  return json({ today, ...(await readHubRates(door.db, distributorId, now)) });
}

const Settings = z.object({
  sourceUrl: z.string().trim().transform((url) => url || null),
  hysteresis: z.coerce.number().min(0).max(50).transform((value) => Math.round(value * 100)),
  staleAfterDays: z.coerce.number().int(),
  whenStale: z.string(),
}); // prettier-ignore
const Rate = z.object({ currency: z.string(), rate: z.string(), day: z.iso.date() });
type Answer = ActionAnswer & { readonly report?: ShownReport };
const LONGEST_FILE = 16 << 20;

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const by = { distributorId, actor };
  const no = (message: string, status = 400) => json<Answer>({ ok: false, message }, status);
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    const done = await readUpload(request, async ({ body }) =>
      importRates(door, { ...by, text: await textOf(body) }).catch((fault: unknown) => {
        if (fault instanceof NotATable) return fault;
        throw fault;
      }),
    );
    if (!done) return no('Choose a file first.');
    if (done instanceof NotATable) return no(done.message);
    if (!done.ok) return no(refusalText(done.error));
    const { rows, saved, refused } = done.value;
    const message = `${rows} rates read: ${saved} taken, ${refused} refused.`;
    return json<Answer>({ ok: saved > 0, message, report: done.value });
  }
  const given = Object.fromEntries(await request.formData());
  if (given['intent'] === 'settings') {
    const form = Settings.safeParse(given);
    const { hysteresis: hysteresisBasisPoints, ...rest } = form.data ?? { hysteresis: 0 };
    const settings = FxSettings.safeParse({ ...rest, hysteresisBasisPoints });
    if (!settings.success)
      return no('Give a web address or none, a share up to 50 %, and 1 to 365 days.');
    await changeFxSettings(door, { ...by, settings: settings.data });
    return json<Answer>({ ok: true, message: 'Saved. Prices follow within seconds.' });
  }
  const form = Rate.safeParse(given);
  const perEuro = parseRate(form.data?.rate ?? '');
  const currency = form.data?.currency.trim().toUpperCase() ?? '';
  if (!form.success || !perEuro || !/^[A-Z]{3}$/.test(currency))
    return no('Give a currency of three letters, a rate greater than zero, and a day.');
  const rates = [{ currency, day: form.data.day, perEuro }];
  const done = await recordRates(door, { ...by, rates, source: 'hand' });
  if (!done.ok) return no(refusalText(done.error));
  return json<Answer>({ ok: true, message: `The rate of ${currency} is taken.` });
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > LONGEST_FILE) throw new NotATable('The file is larger than any file of rates.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const SOURCES: Readonly<Record<string, string>> = {
  ecb: 'ECB file',
  file: 'File',
  hand: 'By hand',
};

export default function Rates() {
  const { today, settings, inUse, known, fetchedAt, failure } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page
      title="Exchange rates"
      subtitle="By which prices are converted where a list, a shop or a supplier has another currency."
      backAction={{ content: 'Price lists', url: '/hub/price-lists' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {answer?.report ? <TableReport report={answer.report} /> : null}
        {failure ? (
          <Banner tone="warning" title="The rates could not be fetched">
            <p>{failure}</p>
          </Banner>
        ) : null}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    In use
                  </Text>
                  {inUse.length === 0 ? (
                    <Text as="p" tone="subdued">
                      No price has to be converted: lists, shops and suppliers share one currency.
                    </Text>
                  ) : (
                    <PlainTable
                      label="Rates in use"
                      rows={inUse}
                      rowKey={({ from, to }) => `${from}-${to}`}
                      columns={[
                        { title: 'From', cell: ({ from }) => from },
                        { title: 'To', cell: ({ to }) => to },
                        {
                          title: 'Rate',
                          end: true,
                          cell: ({ rate }) =>
                            rate === null ? (
                              <Badge tone="critical">Missing</Badge>
                            ) : (
                              Number(rate).toPrecision(6)
                            ),
                        },
                        { title: 'Of', cell: ({ day }) => day ?? '—' },
                        {
                          title: 'Confirmed',
                          cell: ({ confirmedDay, isStale }) =>
                            isStale ? (
                              <Badge tone="warning">{`Old: ${confirmedDay ?? ''}`}</Badge>
                            ) : (
                              (confirmedDay ?? '—')
                            ),
                        },
                      ]}
                    />
                  )}
                </BlockStack>
              </Card>
              <Card>
                <BlockStack gap="300">
                  <InlineStack align="space-between">
                    <Text as="h2" variant="headingMd">
                      Newest known, for one euro
                    </Text>
                    {fetchedAt ? (
                      <Text as="span" tone="subdued" variant="bodySm">
                        fetched <DateTimeText at={fetchedAt} />
                      </Text>
                    ) : null}
                  </InlineStack>
                  {known.length === 0 ? (
                    <Text as="p" tone="subdued">
                      None yet. Enter one, upload a file of the European Central Bank, or have it
                      fetched.
                    </Text>
                  ) : (
                    <PlainTable
                      label="Newest known rates"
                      rows={known}
                      rowKey={({ currency }) => currency}
                      columns={[
                        { title: 'Currency', cell: ({ currency }) => currency },
                        { title: 'For one euro', end: true, cell: ({ perEuro }) => perEuro },
                        { title: 'Day', cell: ({ day }) => day },
                        { title: 'From', cell: ({ source }) => SOURCES[source] ?? source },
                      ]}
                    />
                  )}
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <Card>
                <Form method="post">
                  <input type="hidden" name="intent" value="rate" />
                  <FormLayout>
                    <Text as="h2" variant="headingMd">
                      Enter a rate
                    </Text>
                    <FormLayout.Group condensed>
                      <TextInput name="currency" label="Currency" maxLength={3} placeholder="USD" />
                      <TextInput name="rate" label="For one euro" placeholder="1.0853" />
                    </FormLayout.Group>
                    <TextInput name="day" label="Day" type="date" initial={today} />
                    <InlineStack align="end">
                      <Button submit loading={busy}>
                        Take rate
                      </Button>
                    </InlineStack>
                  </FormLayout>
                </Form>
              </Card>
              <Card>
                <Form method="post" encType="multipart/form-data">
                  <BlockStack gap="400">
                    <Text as="h2" variant="headingMd">
                      From a file
                    </Text>
                    <FileInput
                      label="Rates (XML or CSV)"
                      accept=".csv,.xml"
                      help="A eurofxref file of the European Central Bank, or columns currency, day and rate."
                    />
                    <InlineStack align="end">
                      <Button submit loading={busy}>
                        Upload rates
                      </Button>
                    </InlineStack>
                  </BlockStack>
                </Form>
              </Card>
              <Card>
                <Form method="post">
                  <input type="hidden" name="intent" value="settings" />
                  <FormLayout>
                    <Text as="h2" variant="headingMd">
                      How prices follow
                    </Text>
                    <TextInput
                      name="sourceUrl"
                      label="Fetch day by day from"
                      type="url"
                      initial={settings.sourceUrl ?? ''}
                      placeholder={ECB_URL}
                      helpText="Empty: nothing is fetched."
                    />
                    <TextInput
                      name="hysteresis"
                      label="Move prices when a rate has moved more than"
                      type="number"
                      min={0}
                      max={50}
                      step={0.01}
                      suffix="%"
                      initial={String(settings.hysteresisBasisPoints / 100)}
                    />
                    <TextInput
                      name="staleAfterDays"
                      label="A rate is old after"
                      type="number"
                      min={1}
                      max={365}
                      suffix="days"
                      initial={String(settings.staleAfterDays)}
                    />
                    <ChoiceInput
                      name="whenStale"
                      label="By an old rate"
                      options={[
                        { value: 'warn', label: 'Sell, and tell me' },
                        { value: 'withhold', label: 'Withhold the offers' },
                      ]}
                      initial={settings.whenStale}
                    />
                    <InlineStack align="end">
                      <Button submit variant="primary" loading={busy}>
                        Save
                      </Button>
                    </InlineStack>
                  </FormLayout>
                </Form>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
