import { Form, useActionData, useNavigation } from '@remix-run/react';
import { json, redirect } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
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

export const meta: MetaFunction = () => [{ title: 'Sign in · Stockbridge' }];

const HOME_OF_SEAT = { distributor: '/hub', retailer: '/app' } as const;
const REFUSED = {
  wrong: 'The e-mail address and the password do not belong together. Check both and try again.',
  'too-many': 'Too many attempts. Wait a minute, then try again.',
  'no-seat': 'You have no account here yet. Ask whoever invited you to add you.',
} as const;

const Credentials = z.object({ email: z.email(), password: z.string().min(1).max(256) });

export async function loader({ request, context }: LoaderFunctionArgs) {
  const home = await context.door.homeOf(request);
  return home ? redirect(HOME_OF_SEAT[home]) : null;
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = Credentials.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return json({ refused: REFUSED.wrong }, 400);
  const answer = await context.door.signIn(request, form.data);
  if (answer.kind !== 'signed-in') return json({ refused: REFUSED[answer.kind] }, 401);
  const headers = new Headers();
  for (const cookie of answer.cookies) headers.append('Set-Cookie', cookie);
  return redirect(HOME_OF_SEAT[answer.seat], { headers });
}

export default function SignIn() {
  const refused = useActionData<typeof action>()?.refused;
  const busy = useNavigation().state !== 'idle';
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
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
                    Stockbridge
                  </Text>
                </div>
                <Text as="p" tone="subdued">
                  Sign in to your hub or your retailer account.
                </Text>
              </BlockStack>
              {refused ? <Banner tone="critical">{refused}</Banner> : null}
              <FormLayout>
                <TextField
                  label="E-mail"
                  name="email"
                  type="email"
                  autoComplete="username"
                  value={email}
                  onChange={setEmail}
                />
                <TextField
                  label="Password"
                  name="password"
                  type="password"
                  autoComplete="current-password"
                  value={password}
                  onChange={setPassword}
                />
              </FormLayout>
              <Button submit variant="primary" size="large" fullWidth loading={busy}>
                Sign in
              </Button>
              <Text as="p" alignment="center">
                A retailer whose shop is not on Shopify? <Link url="/auth/register">Register</Link>
              </Text>
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
