import { redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useNavigation } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  FormLayout,
  Link,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { z } from 'zod';
import { FaultPage } from '../components/fault-page.tsx';
import { OwnProvider } from '../components/shell/own-provider.tsx';
import { registerOwnRetailer } from '../flows/relation/register-own-retailer.server.ts';

export const meta: MetaFunction = () => [{ title: 'Register · Stockbridge' }];

const LEAST_PASSWORD = 12;

const Registration = z.object({
  business: z.string().trim().min(1, 'Say what your business is called.').max(120),
  name: z.string().trim().min(1, 'Say who you are.').max(120),
  email: z.email('This is no e-mail address.'),
  password: z.string().min(LEAST_PASSWORD, `At least ${LEAST_PASSWORD} characters.`).max(256),
});

type Faults = Partial<Record<keyof z.infer<typeof Registration>, string>>;
type Answer = { readonly refused?: string; readonly faults?: Faults };

const TAKEN = 'Somebody has registered with this e-mail address already. Sign in instead.';

/** The seat that a person holds leads to its pages. */
const HOME_OF_SEAT = { distributor: '/hub', retailer: '/app' } as const;

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const home = await door.homeOf(request);
  return home ? redirect(HOME_OF_SEAT[home]) : null;
}

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<Answer | Response> {
  const form = Registration.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return { faults: faultsOf(form.error) };
  const registered = await registerOwnRetailer(door, form.data);
  if (!registered.ok) return { refused: TAKEN };
  const answer = await door.signIn(request, form.data);
  if (answer.kind !== 'signed-in') return redirect('/auth/sign-in');
  const headers = new Headers();
  for (const cookie of answer.cookies) headers.append('Set-Cookie', cookie);
  return redirect(HOME_OF_SEAT[answer.seat], { headers });
}

function faultsOf(error: z.ZodError<z.infer<typeof Registration>>): Faults {
  const { fieldErrors } = z.flattenError(error);
  const first = Object.entries(fieldErrors).map(([field, [told]]) => [field, told]);
  return Object.fromEntries(first) as Faults;
}

export default function Register() {
  const answer = useActionData<Answer>();
  const busy = useNavigation().state !== 'idle';
  return (
    <OwnProvider>
      <main className="sign-in">
        <Card padding="600">
          <Form method="post">
            <BlockStack gap="400">
              <BlockStack gap="200">
                <div className="shell-account" style={{ paddingInlineStart: 0 }}>
                  <span className="shell-mark" aria-hidden="true" />
                  <Text as="h1" variant="headingLg">
                    Register your business
                  </Text>
                </div>
                <Text as="p" tone="subdued">
                  For retailers whose shop is not on Shopify. With a Shopify shop, install the app
                  there: it needs no registration.
                </Text>
              </BlockStack>
              {answer?.refused ? <Banner tone="critical">{answer.refused}</Banner> : null}
              <Fields faults={answer?.faults ?? {}} />
              <Button submit variant="primary" size="large" fullWidth loading={busy}>
                Register
              </Button>
              <Text as="p" alignment="center">
                Registered already? <Link url="/auth/sign-in">Sign in</Link>
              </Text>
            </BlockStack>
          </Form>
        </Card>
      </main>
    </OwnProvider>
  );
}

const FIELDS = [
  { name: 'business', label: 'Name of your business', type: 'text', autoComplete: 'organization' },
  { name: 'name', label: 'Your name', type: 'text', autoComplete: 'name' },
  { name: 'email', label: 'E-mail', type: 'email', autoComplete: 'username' },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    helpText: `At least ${LEAST_PASSWORD} characters.`,
  },
] as const;

function Fields({ faults }: { readonly faults: Faults }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  return (
    <FormLayout>
      {FIELDS.map(({ name, ...field }) => (
        <TextField
          key={name}
          {...field}
          name={name}
          value={values[name] ?? ''}
          onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
          {...(faults[name] ? { error: faults[name] } : {})}
        />
      ))}
    </FormLayout>
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
