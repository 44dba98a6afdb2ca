import { Form } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { ChoiceInput, TextInput } from '../form-fields.tsx';
import { ConfirmButton } from './confirm-button.tsx';

export type SourceValues = {
  readonly place: string;
  readonly address: string;
  readonly prefix: string;
  readonly trustsFileTime: boolean;
  readonly user: string;
  readonly hostKey: string;
  readonly hasCredentials: boolean;
};

const PLACES = [
  { value: 'folder', label: 'A folder over HTTP' },
  { value: 'file', label: 'One file at an address (HTTP)' },
  { value: 'sftp', label: 'A folder on an SFTP server' },
];

/** Where the supplier's files are fetched from; shown for suppliers that are linked by files. */
export function FeedSourceCard({
  values,
  shownKey,
}: {
  readonly values: SourceValues;
  readonly shownKey: string | undefined;
}) {
  const [place, setPlace] = useState(values.place);
  const [trusts, setTrusts] = useState(values.trustsFileTime);
  const isSftp = place === 'sftp';
  return (
    <Card>
      <Form method="post">
        <input type="hidden" name="intent" value="source" />
        <input type="hidden" name="trustsFileTime" value={trusts ? 'yes' : ''} />
        <input type="hidden" name="hostKey" value={values.hostKey} />
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            Where files are fetched
          </Text>
          <FormLayout>
            <FormLayout.Group>
              <ChoiceInput
                name="place"
                label="They lie in"
                options={PLACES}
                initial={values.place}
                onChoice={setPlace}
              />
              <TextInput
                name="address"
                label="Address"
                initial={values.address}
                placeholder={isSftp ? 'sftp://files.example.com/stock' : 'https://'}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              <TextInput
                name="prefix"
                label="Only files whose names begin with"
                initial={values.prefix}
                helpText="Empty: every file that ends like a data file."
              />
              {isSftp ? (
                <TextInput name="user" label="User" initial={values.user} />
              ) : (
                <TextInput
                  name="apiKey"
                  label="API key"
                  type="password"
                  autoComplete="new-password"
                  placeholder={values.hasCredentials ? 'Kept; type to replace' : ''}
                />
              )}
            </FormLayout.Group>
            {isSftp ? (
              <>
                <FormLayout.Group>
                  <TextInput
                    name="password"
                    label="Password"
                    type="password"
                    autoComplete="new-password"
                    placeholder={values.hasCredentials ? 'Kept; type to replace' : ''}
                  />
                  <TextInput
                    name="passphrase"
                    label="Passphrase of the private key"
                    type="password"
                    autoComplete="new-password"
                  />
                </FormLayout.Group>
                <TextInput
                  name="privateKey"
                  label="Private key"
                  multiline={3}
                  placeholder={
                    values.hasCredentials
                      ? 'Kept; paste to replace'
                      : '-----BEGIN OPENSSH PRIVATE KEY-----'
                  }
                  helpText="Instead of a password. Kept encrypted and never shown again."
                />
              </>
            ) : null}
            <Checkbox
              label="The time at which a file was written is the time of its figures"
              helpText="Only where nothing else tells it: a column, the name of the file, a header."
              checked={trusts}
              onChange={setTrusts}
            />
          </FormLayout>
          <InlineStack align="end">
            <Button submit>Save where files are fetched</Button>
          </InlineStack>
        </BlockStack>
      </Form>
      {values.place === 'sftp' ? <HostKey pinned={values.hostKey} shown={shownKey} /> : null}
    </Card>
  );
}

/** The key of the server, accepted once by a person: who stands between shows another one. */
function HostKey({
  pinned,
  shown,
}: {
  readonly pinned: string;
  readonly shown: string | undefined;
}) {
  return (
    <BlockStack gap="200">
      {pinned ? (
        <Text as="p" tone="subdued">
          Accepted key of the server: SHA256:{pinned}
        </Text>
      ) : (
        <Banner tone="warning">
          The server’s key is not accepted yet; nothing is fetched until it is.
        </Banner>
      )}
      {shown ? (
        <Banner tone={shown === pinned ? 'success' : 'warning'}>
          <BlockStack gap="200">
            <Text as="p">The server shows SHA256:{shown}</Text>
            {shown === pinned ? null : (
              <InlineStack>
                <ConfirmButton
                  label="Accept this key"
                  fields={{ intent: 'accept-key', fingerprint: shown }}
                  warning={`Compare SHA256:${shown} with what the supplier tells you by another way. From then on only this key is trusted.`}
                />
              </InlineStack>
            )}
          </BlockStack>
        </Banner>
      ) : null}
      <InlineStack>
        <ConfirmButton label="Ask the server for its key" fields={{ intent: 'show-key' }} />
      </InlineStack>
    </BlockStack>
  );
}
