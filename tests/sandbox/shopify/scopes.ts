/** Scopes: which access a root field needs. One of those named is enough; a field that is not named needs none. */
import type { Switches } from './switches.ts';

const table: Record<string, readonly string[]> = {};
const need = (scopes: string, ...fields: string[]) => {
  for (const field of fields) table[field] = scopes.split('|');
};

const FULFILLMENT_ORDERS_READ =
  'read_assigned_fulfillment_orders|read_merchant_managed_fulfillment_orders|read_third_party_fulfillment_orders';
const FULFILLMENT_ORDERS_WRITE =
  'write_assigned_fulfillment_orders|write_merchant_managed_fulfillment_orders|write_third_party_fulfillment_orders';

need('read_products', 'product', 'products', 'productVariant', 'productVariants');
need('read_products', 'productByIdentifier', 'productOperation', 'collections', 'collection');
need('write_products', 'productSet', 'productCreate', 'productUpdate', 'productDelete');
need('write_products', 'productVariantsBulkCreate', 'productVariantsBulkUpdate');
need('write_products', 'productVariantsBulkDelete', 'collectionCreate');
need('read_publications', 'publications');
need('write_publications', 'publishablePublish', 'publishableUnpublish');
need('read_inventory', 'inventoryItem', 'inventoryItems', 'inventoryLevel');
need(
  'write_inventory',
  'inventoryActivate',
  'inventoryDeactivate',
  'inventoryBulkToggleActivation',
);
need('write_inventory', 'inventorySetQuantities', 'inventoryAdjustQuantities');
need('write_inventory', 'inventoryItemUpdate');
need('read_locations', 'locations', 'location');
need('write_locations|write_fulfillments', 'locationEdit');
need('read_orders', 'order', 'orders');
need('write_orders', 'orderMarkAsPaid', 'refundCreate', 'orderCancel');
need('write_order_edits', 'orderEditBegin', 'orderEditSetQuantity', 'orderEditAddVariant');
need('write_order_edits', 'orderEditCommit');
need('write_fulfillments', 'fulfillmentServiceCreate', 'fulfillmentServiceUpdate');
need('write_fulfillments', 'fulfillmentServiceDelete', 'fulfillmentEventCreate');
need(FULFILLMENT_ORDERS_READ, 'fulfillmentOrder', 'fulfillmentOrders');
need('read_assigned_fulfillment_orders', 'assignedFulfillmentOrders');
need('read_fulfillments|read_orders', 'fulfillment');
need(FULFILLMENT_ORDERS_WRITE, 'fulfillmentCreate', 'fulfillmentTrackingInfoUpdate');
need(FULFILLMENT_ORDERS_WRITE, 'fulfillmentCancel', 'fulfillmentOrderHold');
need(FULFILLMENT_ORDERS_WRITE, 'fulfillmentOrderReleaseHold', 'fulfillmentOrderMove');
need(FULFILLMENT_ORDERS_WRITE, 'fulfillmentOrderSplit', 'fulfillmentOrderClose');
need('write_assigned_fulfillment_orders', 'fulfillmentOrderAcceptFulfillmentRequest');
need('write_assigned_fulfillment_orders', 'fulfillmentOrderRejectFulfillmentRequest');
need('write_assigned_fulfillment_orders', 'fulfillmentOrderAcceptCancellationRequest');
need('write_assigned_fulfillment_orders', 'fulfillmentOrderRejectCancellationRequest');

export function requiredScope(
  field: string,
  switches: Switches,
): { anyOf: readonly string[] } | undefined {
  if (/^fulfillmentOrderSubmit/.test(field))
    return {
      anyOf: switches.submitNeedsThirdPartyScope
        ? ['write_third_party_fulfillment_orders']
        : FULFILLMENT_ORDERS_WRITE.split('|'),
    };
  const anyOf = table[field];
  return anyOf ? { anyOf } : undefined;
}
