/** What Shopify writes into its webhooks: REST-shaped bodies with numeric ids and the gid beside them. */
import { gidNumber } from './ids.ts';
import { formatMinor } from './order-money.ts';
import type { InventoryLevelRecord, ProductRecord, StoreState } from './store.ts';
import type { FulfillmentOrderRecord, OrderRecord, RefundRecord } from './store-orders.ts';
import { financialStatus, totals } from './simulator/order-figures.ts';

export type WebhookPayload = Record<string, unknown>;

export function shopPayload(store: StoreState): WebhookPayload {
  const { shop } = store;
  return {
    id: gidNumber(shop.id),
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    myshopify_domain: shop.domain,
    country_code: shop.countryCode,
    currency: shop.currencyCode,
    iana_timezone: shop.ianaTimezone,
    taxes_included: shop.taxesIncluded,
    plan_name: shop.plan,
    updated_at: shop.updatedAt,
  };
}

export function orderPayload(store: StoreState, order: OrderRecord): WebhookPayload {
  const figures = totals(store, order);
  return {
    id: gidNumber(order.id),
    admin_graphql_api_id: order.id,
    name: order.name,
    order_number: order.number,
    email: order.email,
    created_at: order.createdAt,
    processed_at: order.processedAt,
    updated_at: order.updatedAt,
    cancelled_at: order.cancelledAt,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    closed_at: order.closedAt,
    currency: store.shop.currencyCode,
    financial_status: financialStatus(store, order).toLowerCase(),
    fulfillment_status: null,
    test: order.test,
    tags: order.tags.join(', '),
    note: order.note,
    total_price: formatMinor(figures.total),
    line_items: order.lines.map((line) => ({
      id: gidNumber(line.id),
      admin_graphql_api_id: line.id,
      variant_id: line.variantId === null ? null : gidNumber(line.variantId),
      product_id: line.productId === null ? null : gidNumber(line.productId),
      sku: line.sku,
      title: line.title,
      quantity: line.quantity,
      current_quantity: line.currentQuantity,
      price: formatMinor(line.unitPrice),
    })),
  };
}

export function refundPayload(order: OrderRecord, refund: RefundRecord): WebhookPayload {
  return {
    id: gidNumber(refund.id),
    admin_graphql_api_id: refund.id,
    order_id: gidNumber(order.id),
    created_at: refund.createdAt,
    processed_at: refund.createdAt,
    updated_at: refund.createdAt,
    note: refund.note,
    refund_line_items: refund.lines.map((line) => ({
      id: gidNumber(line.id),
      line_item_id: gidNumber(line.lineItemId),
      quantity: line.quantity,
      restock_type: line.restockType.toLowerCase(),
      location_id: line.locationId === null ? null : gidNumber(line.locationId),
    })),
  };
}

export function productPayload(store: StoreState, product: ProductRecord): WebhookPayload {
  return {
    id: gidNumber(product.id),
    admin_graphql_api_id: product.id,
    title: product.title,
    handle: product.handle,
    status: product.status.toLowerCase(),
    vendor: product.vendor,
    product_type: product.productType,
    tags: product.tags.join(', '),
    created_at: product.createdAt,
    updated_at: product.updatedAt,
    variants: product.variantIds.flatMap((id) => {
      const variant = store.variants.get(id);
      if (!variant) return [];
      return {
        id: gidNumber(id),
        admin_graphql_api_id: id,
        price: variant.price,
        sku: store.inventoryItems.get(variant.inventoryItemId)?.sku ?? null,
        inventory_item_id: gidNumber(variant.inventoryItemId),
      };
    }),
  };
}

export function levelPayload(level: InventoryLevelRecord): WebhookPayload {
  return {
    inventory_item_id: gidNumber(level.itemId),
    location_id: gidNumber(level.locationId),
    available: level.available,
    updated_at: level.updatedAt,
    admin_graphql_api_id: level.id,
  };
}

export function fulfillmentOrderPayload(order: FulfillmentOrderRecord): WebhookPayload {
  return {
    id: order.id,
    status: order.status.toLowerCase(),
    request_status: order.requestStatus.toLowerCase(),
  };
}
