import type { LoaderFunctionArgs } from '@remix-run/node';

/** The stations of signing in through Shopify's admin (session token bounce and leaving the frame). */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.door.answerShopifySignIn(request);
  return null;
}
