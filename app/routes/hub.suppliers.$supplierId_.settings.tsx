import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Button, Card, FormLayout, InlineStack, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FormEnd } from '../components/form-end.tsx';
import { ChoiceInput, TextInput } from '../components/form-fields.tsx';
import { PurchaseRulesCard } from '../components/hub/purchase-rules-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { SupplierFields } from '../components/hub/supplier-fields.tsx';
import { changePurchaseRules } from '../flows/order/change-purchase-rules.server.ts';
import { readPurchaseRulesForm, showPurchaseRules } from '../http/purchase-rules-form.ts';
import { readShippingTerms, showShippingTerms } from '../http/shipping-form.ts';
import { SupplierForm } from '../components/hub/supplier-form.ts';
import { addLocation, changeSupplier } from '../flows/supply/save-supplier.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { rulesOfSupplier } from '../modules/purchasing/purchase-rules.server.ts';
import { readHubCurrency } from '../views/read-hub-currency.server.ts';
import { readHubSupplier } from '../views/read-hub-suppliers.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const key = { distributorId, supplierId: idOf<'Supplier'>(params['supplierId']) };
  const { supplier, settings, locations } = foundOr404(
    await readHubSupplier(door.db, key, door.clock.now()),
  );
  const currency = await readHubCurrency(door.db, distributorId);
  const address = settings.settings['address'];
  const values = {
    name: supplier.name,
    status: supplier.status,
    connector: supplier.connector,
    address: typeof address === 'string' ? address : '',
    hasCredentials: settings.hasCredentials,
    tier: supplier.tier,
    deductsAt: settings.deductsAt,
    feedIntervalMinutes: settings.feedIntervalSeconds / 60,
    staleAfterMinutes: Math.ceil(settings.staleAfterSeconds / 60),
    goneAfterMinutes: Math.ceil(settings.goneAfterSeconds / 60),
    acknowledgeWithinMinutes: settings.acknowledgeWithinMinutes,
    costTolerancePercent: settings.costToleranceBasisPoints / 100,
    dailyCapacity: String(settings.dailyCapacity ?? ''),
    ...showShippingTerms(settings.shippingTerms, currency),
  };
  const { rules } = await rulesOfSupplier(door.db, key);
  const purchaseRules = showPurchaseRules(rules, supplier.currency);
  return json({ supplier, locations, values, currency, purchaseRules });
}

const Change = SupplierForm.extend({
  status: z.enum(['active', 'paused']),
  costTolerancePercent: z.coerce.number().min(0).max(100),
  dailyCapacity: z.union([
    z.literal('').transform(() => null),
    z.coerce.number().int().min(1).max(10_000_000),
  ]),
});
const Place = z.object({
  code: z.string().trim().min(1).max(60),
  name: z.string().trim().min(1).max(120),
  country: z.string().regex(/^[A-Z]{2}$/),
});
const INVALID = 'Some fields are missing or out of range. Check them and save again.';

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const supplierId = idOf<'Supplier'>(params['supplierId']);
  const key = { distributorId, supplierId };
  const { settings, supplier } = foundOr404(await readHubSupplier(door.db, key, door.clock.now()));
  const given = await request.formData();
  if (given.get('intent') === 'location') {
    const location = Place.safeParse(Object.fromEntries(given));
    if (!location.success) return refuse('Give code, name and country (two capital letters).');
    await addLocation(door, { ...key, location: location.data, actor });
    return json<ActionAnswer>({ ok: true, message: 'The location is saved.' });
  }
  if (given.get('intent') === 'purchase-rules') {
    const hasCutOff = (await rulesOfSupplier(door.db, key)).calendar !== undefined;
    const rules = readPurchaseRulesForm(given, { currency: supplier.currency, hasCutOff });
    if (typeof rules === 'string') return refuse(rules);
    await changePurchaseRules(door, { ...key, rules, actor });
    return json<ActionAnswer>({ ok: true, message: 'Saved. Purchase orders follow from now on.' });
  }
  const parsed = Change.safeParse(Object.fromEntries(given));
  if (!parsed.success) return refuse(INVALID);
  const form = parsed.data;
  if (form.goneAfterMinutes < form.staleAfterMinutes)
    return refuse('Figures cannot count for nothing before they count for half.');
  const currency = await readHubCurrency(door.db, distributorId);
  const shippingTerms = readShippingTerms(given, currency, settings.shippingTerms);
  if (typeof shippingTerms === 'string') return refuse(shippingTerms);
  const done = await changeSupplier(door, {
    ...key,
    terms: {
      name: form.name,
      status: form.status,
      connector: form.connector,
      tier: form.tier,
      deductsAt: form.deductsAt,
      feedIntervalSeconds: Math.round(form.feedIntervalMinutes * 60),
      staleAfterSeconds: form.staleAfterMinutes * 60,
      goneAfterSeconds: form.goneAfterMinutes * 60,
      acknowledgeWithinMinutes: form.acknowledgeWithinMinutes,
      costToleranceBasisPoints: Math.round(form.costTolerancePercent * 100),
      dailyCapacity: form.dailyCapacity,
      shippingTerms,
    },
    settings: form.address ? { address: form.address } : {},
    credentials: form.apiKey
      ? { apiKey: form.apiKey, eventSecret: form.eventSecret || undefined }
      : undefined,
    actor,
  });
  return done.ok
    ? json<ActionAnswer>({ ok: true, message: 'Saved. Stores follow within seconds.' })
    : refuse(refusalText(done.error));
}

function refuse(message: string) {
  return json<ActionAnswer>({ ok: false, message }, 400);
}

const STATUSES = [
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused: its stock is not offered' },
];

export default function SupplierSettings() {
  const { supplier, locations, values, currency, purchaseRules } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state === 'submitting';
  return (
    <Page
      title="Settings"
      subtitle={supplier.name}
      backAction={{ content: supplier.name, url: `/hub/suppliers/${supplier.id}` }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Form method="post">
          <BlockStack gap="400">
            <Card>
              <FormLayout>
                <FormLayout.Group>
                  <TextInput name="name" label="Name" initial={values.name} maxLength={120} />
                  <ChoiceInput
                    name="status"
                    label="Status"
                    options={STATUSES}
                    initial={values.status}
                  />
                </FormLayout.Group>
              </FormLayout>
            </Card>
            <SupplierFields values={values} currency={currency} />
            <FormEnd>
              <Button submit variant="primary" loading={busy}>
                Save
              </Button>
            </FormEnd>
          </BlockStack>
        </Form>
        <PurchaseRulesCard values={purchaseRules} currency={supplier.currency} />
        <Card>
          <Form method="post">
            <input type="hidden" name="intent" value="location" />
            <BlockStack gap="400">
              <Text as="h2" variant="headingMd">
                Locations
              </Text>
              {locations.map(({ id, code, name, country }) => (
                <Text as="p" key={id}>
                  {name}{' '}
                  <Text as="span" tone="subdued">
                    {code} · {country}
                  </Text>
                </Text>
              ))}
              <FormLayout>
                <FormLayout.Group>
                  <TextInput name="code" label="Code" maxLength={60} />
                  <TextInput name="name" label="Name of the location" maxLength={120} />
                  <TextInput name="country" label="Country" maxLength={2} placeholder="CH" />
                </FormLayout.Group>
              </FormLayout>
              <InlineStack align="end">
                <Button submit>Add location</Button>
              </InlineStack>
            </BlockStack>
          </Form>
        </Card>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
