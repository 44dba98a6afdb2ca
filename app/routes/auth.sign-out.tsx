import { redirect } from '@remix-run/node';
import type { ActionFunctionArgs } from '@remix-run/node';

export async function action({ request, context }: ActionFunctionArgs) {
  const cookies = await context.door.authentication.signOut(request);
  const headers = new Headers();
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return redirect('/auth/sign-in', { headers });
}

export function loader() {
  return redirect('/auth/sign-in');
}
