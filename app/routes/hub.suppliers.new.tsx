import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, FormLayout, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FormEnd } from '../components/form-end.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { NEW_SUPPLIER, SupplierFields } from '../components/hub/supplier-fields.tsx';
import { readShippingTerms } from '../http/shipping-form.ts';
import { SupplierForm } from '../components/hub/supplier-form.ts';
import { createSupplier } from '../flows/supply/save-supplier.server.ts';
import { visitHub } from '../http/hub-visit.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json({ currency: await readHubCurrency(door.db, distributorId) });
}

const NewSupplierForm = SupplierForm.extend({
  code: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[\w-]+$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  locationCode: z.string().trim().min(1).max(60),
  locationName: z.string().trim().min(1).max(120),
  country: z.string().regex(/^[A-Z]{2}$/),
});

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const given = await request.formData();
  const parsed = NewSupplierForm.safeParse(Object.fromEntries(given));
  if (!parsed.success) return refuse(whatIsMissing(parsed.error));
  const form = parsed.data;
  if (form.connector !== 'none' && !form.address)
    return refuse('Give the address at which the supplier is reached.');
  const currencyOfHub = await readHubCurrency(door.db, distributorId);
  const shippingTerms = readShippingTerms(given, currencyOfHub);
  if (typeof shippingTerms === 'string') return refuse(shippingTerms);
  const { name, code, connector, tier, currency, deductsAt, apiKey, eventSecret } = form;
  const done = await createSupplier(door, {
    supplier: {
      distributorId,
      code,
      name,
      connector,
      settings: form.address ? { address: form.address } : {},
      tier,
      currency,
      deductsAt,
      feedIntervalSeconds: Math.round(form.feedIntervalMinutes * 60),
      shippingTerms,
    },
    location: { code: form.locationCode, name: form.locationName, country: form.country },
    credentials: apiKey ? { apiKey, eventSecret: eventSecret || undefined } : undefined,
    actor,
  });
  return done.ok ? redirect(`/hub/suppliers/${done.value}`) : refuse(refusalText(done.error));
}

const FIELDS: Readonly<Record<string, string>> = {
  name: 'Give the supplier a name.',
  code: 'The code takes letters, digits, dashes and underscores.',
  address: 'The address begins with https://.',
  currency: 'The currency is three capital letters, like CHF.',
  country: 'The country is two capital letters, like CH.',
  locationCode: 'Give the first location a code.',
  locationName: 'Give the first location a name.',
};

function whatIsMissing(error: z.ZodError): string {
  const [field] = error.issues.flatMap(({ path }) => FIELDS[String(path[0])] ?? []);
  return field ?? 'Some fields are missing or out of range. Check them and save again.';
}

function refuse(message: string) {
  return json<ActionAnswer>({ ok: false, message }, 400);
}

export default function NewSupplier() {
  const { currency } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page title="Add supplier" backAction={{ content: 'Suppliers', url: '/hub/suppliers' }}>
      <Form method="post">
        <BlockStack gap="400">
          <AnswerBanner answer={answer} />
          <Card>
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                Who it is
              </Text>
              <FormLayout>
                <FormLayout.Group>
                  <TextInput name="name" label="Name" maxLength={120} requiredIndicator />
                  <TextInput
                    name="code"
                    label="Code"
                    maxLength={60}
                    requiredIndicator
                    helpText="Short and lasting, like north."
                  />
                </FormLayout.Group>
                <FormLayout.Group>
                  <TextInput
                    name="currency"
                    label="Currency of its costs"
                    initial={currency}
                    maxLength={3}
                  />
                  <TextInput
                    name="country"
                    label="Country it ships from"
                    maxLength={2}
                    placeholder="CH"
                    requiredIndicator
                  />
                </FormLayout.Group>
                <FormLayout.Group>
                  <TextInput
                    name="locationCode"
                    label="Code of its first location"
                    initial="MAIN"
                    helpText="As its stock files name it. More locations can follow."
                  />
                  <TextInput
                    name="locationName"
                    label="Name of that location"
                    initial="Main warehouse"
                  />
                </FormLayout.Group>
              </FormLayout>
            </BlockStack>
          </Card>
          <SupplierFields values={NEW_SUPPLIER} currency={currency} />
          <FormEnd>
            <Button submit variant="primary" loading={busy}>
              Add supplier
            </Button>
          </FormEnd>
        </BlockStack>
      </Form>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
