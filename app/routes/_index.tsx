import { redirect } from '@remix-run/node';
import type { LoaderFunctionArgs } from '@remix-run/node';

/** The bare address: a shop's admin goes to the retailer's pages, everybody else to the sign-in. */
export function loader({ request }: LoaderFunctionArgs) {
  const { searchParams, search } = new URL(request.url);
  return redirect(searchParams.has('shop') ? `/app${search}` : '/auth/sign-in');
}
