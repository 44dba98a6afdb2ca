import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useNavigation } from '@remix-run/react';
import { Banner, BlockStack, Button, Card, FormLayout, Text } from '@shopify/polaris';
import { z } from 'zod';
import { FaultPage } from '../components/fault-page.tsx';
import { TextInput } from '../components/form-fields.tsx';
import { OwnProvider } from '../components/shell/own-provider.tsx';
import { foundHub, mayFoundHub } from '../flows/relation/found-hub.server.ts';
import { notFound } from '../http/not-found.ts';
import { isTimeZone } from '../platform/time-zone.ts';

export const meta: MetaFunction = () => [{ title: 'Found a hub · Stockbridge' }];

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  if (!(await mayFoundHub(door, request))) throw notFound();
  return null;
}

const Founding = z.object({
  name: z.string().trim().min(2).max(120),
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  timeZone: z.string().refine(isTimeZone),
  person: z.string().trim().min(1).max(120),
  email: z.email(),
  password: z.string().min(12).max(256),
});

const WRONG: Readonly<Record<string, string>> = {
  name: 'Give the distributor a name.',
  slug: 'The short name takes small letters, digits and dashes.',
  currency: 'The currency is three capital letters, like CHF.',
  timeZone: 'The time zone is an IANA name, like Europe/Zurich.',
  person: 'Say who you are.',
  email: 'That is no e-mail address.',
  password: 'The password needs 12 characters or more.',
};
const REFUSED = {
  'email-taken': 'Somebody signs in with this e-mail address already. Use another.',
  'name-taken': 'This short name is taken. Choose another.',
} as const;

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  if (!(await mayFoundHub(door, request))) throw notFound();
  const form = Founding.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) {
    const field = String(form.error.issues[0]?.path[0] ?? '');
    return json({ refused: WRONG[field] ?? 'Check the fields and try again.' }, 400);
  }
  const done = await foundHub(door, form.data);
  if (!done.ok) return json({ refused: REFUSED[done.error.kind] }, 409);
  return redirect('/auth/sign-in');
}

export default function RegisterHub() {
  const refused = useActionData<typeof action>()?.refused;
  const busy = useNavigation().state !== 'idle';
  return (
    <OwnProvider>
      <main className="sign-in">
        <Card padding="600">
          <Form method="post">
            <BlockStack gap="400">
              <BlockStack gap="200">
                <Text as="h1" variant="headingLg">
                  Found your hub
                </Text>
                <Text as="p" tone="subdued">
                  For a distributor that offers its goods to retailers. You become its owner and
                  sign in with what you enter here.
                </Text>
              </BlockStack>
              {refused ? <Banner tone="critical">{refused}</Banner> : null}
              <FormLayout>
                <TextInput name="name" label="Name of the distributor" maxLength={120} />
                <TextInput
                  name="slug"
                  label="Short name"
                  maxLength={60}
                  helpText="For addresses, like alpine-supply."
                />
                <FormLayout.Group condensed>
                  <TextInput name="currency" label="Currency" initial="CHF" maxLength={3} />
                  <TextInput name="timeZone" label="Time zone" initial="Europe/Zurich" />
                </FormLayout.Group>
                <TextInput name="person" label="Your name" autoComplete="name" />
                <TextInput name="email" label="E-mail" type="email" autoComplete="username" />
                <TextInput
                  name="password"
                  label="Password"
                  type="password"
                  autoComplete="new-password"
                  helpText="12 characters or more."
                />
              </FormLayout>
              <Button submit variant="primary" size="large" fullWidth loading={busy}>
                Found the hub
              </Button>
            </BlockStack>
          </Form>
        </Card>
      </main>
    </OwnProvider>
  );
}

export function ErrorBoundary() {
  return (
    <OwnProvider>
      <main>
        <FaultPage />
      </main>
    </OwnProvider>
  );
}
