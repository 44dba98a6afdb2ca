import { Frame, Navigation, Text, TopBar } from '@shopify/polaris';
import { useLocation, useNavigation, useSubmit } from '@remix-run/react';
import type { IconSource } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { NavigationEntry } from './navigation.ts';
import { OwnProvider } from './own-provider.tsx';

type OwnShellProps = {
  /** The account that the person works for. */
  readonly account: string;
  readonly person: string;
  readonly icons: Readonly<Record<string, IconSource>>;
  readonly navigation: readonly NavigationEntry[];
  readonly children: ReactNode;
};

/** The page with our own sign-in: distributors, and retailers outside Shopify. */
export function OwnShell({ account, person, icons, navigation, children }: OwnShellProps) {
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  const [mobileIsOpen, setMobileIsOpen] = useState(false);
  const { pathname } = useLocation();
  const { state } = useNavigation();
  const submit = useSubmit();
  const signOut = () => submit(null, { method: 'post', action: '/auth/sign-out' });
  const home = navigation[0]?.to;
  useNavigationLandmark();

  const topBar = (
    <TopBar
      showNavigationToggle
      onNavigationToggle={() => setMobileIsOpen((open) => !open)}
      contextControl={
        <div className="shell-account">
          <span className="shell-mark" aria-hidden="true" />
          <Text as="span" variant="headingSm" tone="text-inverse">
            {account}
          </Text>
        </div>
      }
      userMenu={
        <TopBar.UserMenu
          name={person}
          detail={account}
          initials={initialsOf(person)}
          open={menuIsOpen}
          onToggle={() => setMenuIsOpen((open) => !open)}
          actions={[{ items: [{ content: 'Sign out', onAction: signOut }] }]}
        />
      }
    />
  );

  return (
    <OwnProvider>
      <Frame
        topBar={<header>{topBar}</header>}
        showMobileNavigation={mobileIsOpen}
        onNavigationDismiss={() => setMobileIsOpen(false)}
        navigation={
          <Navigation location={pathname}>
            {groupsOf(navigation).map(({ title, entries }) => (
              <Navigation.Section
                key={title ?? ''}
                {...(title ? { title } : {})}
                items={entries.map(({ label, to, count }) => ({
                  label,
                  url: to,
                  selected: to === home ? pathname === to : pathname.startsWith(to),
                  ...(icons[to] ? { icon: icons[to] } : {}),
                  ...(count ? { badge: String(count) } : {}),
                }))}
              />
            ))}
          </Navigation>
        }
      >
        <div className="shell-page" aria-busy={state !== 'idle'}>
          {children}
        </div>
      </Frame>
    </OwnProvider>
  );
}

type Group = { readonly title: string | undefined; readonly entries: readonly NavigationEntry[] };

function groupsOf(navigation: readonly NavigationEntry[]): readonly Group[] {
  const titles = [...new Set(navigation.map(({ group }) => group))];
  return titles.map((title) => ({
    title,
    entries: navigation.filter(({ group }) => group === title),
  }));
}

/** Polaris names the box around its navigation and gives it no role, without which a name means nothing. */
function useNavigationLandmark(): void {
  useEffect(() => document.getElementById('AppFrameNav')?.setAttribute('role', 'region'), []);
}

function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}
