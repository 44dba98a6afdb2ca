import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ScarceQueueCard } from '../components/hub/scarce-queue-card.tsx';
import { StockEntriesCard } from '../components/hub/stock-entries-card.tsx';
import { StockLevelsCard } from '../components/hub/stock-levels-card.tsx';
import { StockReservationsCard } from '../components/hub/stock-reservations-card.tsx';
import { StockSharesCard } from '../components/hub/stock-shares-card.tsx';
import { usePolling } from '../components/polling.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { setSafetyStock } from '../modules/stock/set-safety-stock.server.ts';
import { inTransaction } from '../platform/database.server.ts';
import type { Id } from '../platform/ids.ts';
import { readScarceQueue } from '../views/read-scarce-queue.server.ts';
import { readVariantStock } from '../views/read-variant-stock.server.ts';

const REFRESH_MS = 5_000;

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const variantId = idOf<'Variant'>(params['variantId']);
  const key = { distributorId, variantId };
  const [stock, queue] = await Promise.all([
    readVariantStock(door.db, key, door.clock.now()),
    readScarceQueue(door.db, key),
  ]);
  return json({ ...foundOr404(stock), queue });
}

const Safety = z.object({
  supplierId: z.uuid().transform((id) => id as Id<'Supplier'>),
  locationId: z.uuid().transform((id) => id as Id<'SupplierLocation'>),
  units: z.union([z.literal(''), z.coerce.number().int().min(0).max(1_000_000)]),
});

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const variantId = idOf<'Variant'>(params['variantId']);
  const entered = Safety.safeParse(Object.fromEntries(await request.formData()));
  if (!entered.success) {
    return json({ ok: false, message: 'Safety stock is a whole number of units, 0 or more.' });
  }
  const { units, ...place } = entered.data;
  const change = {
    distributorId,
    scope: { ...place, variantId },
    units: units === '' ? undefined : units,
  };
  await inTransaction(door.db, (tx) => setSafetyStock({ tx, clock: door.clock }, change));
  return json({ ok: true, message: 'Saved. Stores follow within seconds.' });
}

export default function VariantStock() {
  const { variant, levels, reservations, entries, shares, queue } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  usePolling(true, REFRESH_MS);
  return (
    <Page
      title={[variant.title, ...variant.options].join(' · ')}
      subtitle={variant.sku ?? 'No SKU'}
      backAction={{ content: 'Stock', url: '/hub/stock' }}
      secondaryActions={[{ content: 'Product', url: `/hub/catalogue/${variant.productId}` }]}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <StockLevelsCard levels={levels} />
        <StockSharesCard
          shares={shares}
          showable={levels.reduce(
            (sum, level) => sum + (level.active ? Math.max(0, level.counted - level.safety) : 0),
            0,
          )}
        />
        <ScarceQueueCard queue={queue} />
        <StockReservationsCard reservations={reservations} />
        <StockEntriesCard entries={entries} />
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
