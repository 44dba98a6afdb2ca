/** Our own words for what shoppers are told, by language. A distributor may replace subject and intro. */
import type { Locale, Milestone } from './message.ts';
import type { Wording } from './wording.ts';

type Words = Wording & { readonly heading: string };

/** Labels around the wording. */
export type Labels = {
  readonly track: string;
  readonly items: string;
  readonly carrier: string;
  readonly tracking: string;
  readonly expected: string;
  readonly amount: string;
  readonly returned: string;
  readonly greeting: string;
  readonly sentFor: string;
};

export const WORDS: Readonly<Record<Locale, Readonly<Record<Milestone, Words>>>> = {
  en: {
    'part-shipped': {
      subject: 'Part of your order {{order}} is on its way',
      heading: 'A first parcel is on its way',
      intro: 'Part of your order {{order}} has left with {{carrier}}. The rest follows in another parcel, and we will tell you when it leaves.',
    },
    shipped: {
      subject: 'Your order {{order}} is on its way',
      heading: 'Your parcel is on its way',
      intro: 'Your order {{order}} has left with {{carrier}}. You can follow it until it is with you.',
    },
    'out-for-delivery': {
      subject: 'Your order {{order}} comes today',
      heading: 'It comes today',
      intro: 'Your parcel of order {{order}} is out for delivery.',
    },
    delivered: {
      subject: 'Your order {{order}} was delivered',
      heading: 'Your parcel has arrived',
      intro: 'Your parcel of order {{order}} was delivered. If anything is not as it should be, answer this message.',
    },
    delayed: {
      subject: 'Your order {{order}} is delayed',
      heading: 'It takes a little longer',
      intro: 'We are sorry: your order {{order}} arrives later than planned. You need not do anything.',
    },
    cancelled: {
      subject: 'Your order {{order}} was cancelled',
      heading: 'Your order was cancelled',
      intro: 'What is listed below of order {{order}} was cancelled and will not be sent. What you have paid for it is given back.',
    },
    'return-authorised': {
      subject: 'Your return for order {{order}}',
      heading: 'Your return is agreed',
      intro: 'You can send back what is listed below. Please put the number {{return}} on the parcel.',
    },
    'return-received': {
      subject: 'We have received your return for order {{order}}',
      heading: 'Your return has arrived',
      intro: 'Your return {{return}} is with us. We look at it and then tell you about the refund.',
    },
    'return-refunded': {
      subject: 'Refund for your return of order {{order}}',
      heading: 'Your money is on its way back',
      intro: 'For your return {{return}} we have refunded {{amount}}. Until it shows in your account a few days may pass.',
    },
  },
  de: {
    'part-shipped': {
      subject: 'Ein Teil Ihrer Bestellung {{order}} ist unterwegs',
      heading: 'Ein erstes Paket ist unterwegs',
      intro: 'Ein Teil Ihrer Bestellung {{order}} ist mit {{carrier}} unterwegs. Der Rest folgt in einem weiteren Paket; wir melden uns, sobald es versandt ist.',
    },
    shipped: {
      subject: 'Ihre Bestellung {{order}} ist unterwegs',
      heading: 'Ihr Paket ist unterwegs',
      intro: 'Ihre Bestellung {{order}} ist mit {{carrier}} unterwegs. Sie können sie bis zu Ihnen verfolgen.',
    },
    'out-for-delivery': {
      subject: 'Ihre Bestellung {{order}} kommt heute',
      heading: 'Ihr Paket kommt heute',
      intro: 'Ihr Paket zur Bestellung {{order}} ist in der Zustellung.',
    },
    delivered: {
      subject: 'Ihre Bestellung {{order}} wurde zugestellt',
      heading: 'Ihr Paket ist da',
      intro: 'Ihr Paket zur Bestellung {{order}} wurde zugestellt. Ist etwas nicht in Ordnung, antworten Sie einfach auf diese Nachricht.',
    },
    delayed: {
      subject: 'Ihre Bestellung {{order}} verspätet sich',
      heading: 'Es dauert etwas länger',
      intro: 'Es tut uns leid: Ihre Bestellung {{order}} trifft später ein als geplant. Sie müssen nichts tun.',
    },
    cancelled: {
      subject: 'Ihre Bestellung {{order}} wurde storniert',
      heading: 'Ihre Bestellung wurde storniert',
      intro: 'Was unten aufgeführt ist, wurde aus der Bestellung {{order}} storniert und wird nicht versandt. Was Sie dafür bezahlt haben, erstatten wir.',
    },
    'return-authorised': {
      subject: 'Ihre Rücksendung zur Bestellung {{order}}',
      heading: 'Ihre Rücksendung ist angemeldet',
      intro: 'Sie können zurücksenden, was unten aufgeführt ist. Bitte schreiben Sie die Nummer {{return}} auf das Paket.',
    },
    'return-received': {
      subject: 'Ihre Rücksendung zur Bestellung {{order}} ist da',
      heading: 'Ihre Rücksendung ist eingetroffen',
      intro: 'Ihre Rücksendung {{return}} ist bei uns. Wir prüfen sie und melden uns wegen der Erstattung.',
    },
    'return-refunded': {
      subject: 'Erstattung zu Ihrer Rücksendung der Bestellung {{order}}',
      heading: 'Ihre Erstattung ist unterwegs',
      intro: 'Für Ihre Rücksendung {{return}} haben wir {{amount}} erstattet. Bis der Betrag auf Ihrem Konto steht, können einige Tage vergehen.',
    },
  },
  fr: {
    'part-shipped': {
      subject: 'Une partie de votre commande {{order}} est en route',
      heading: 'Un premier colis est en route',
      intro: 'Une partie de votre commande {{order}} est partie avec {{carrier}}. Le reste suit dans un autre colis ; nous vous préviendrons de son départ.',
    },
    shipped: {
      subject: 'Votre commande {{order}} est en route',
      heading: 'Votre colis est en route',
      intro: 'Votre commande {{order}} est partie avec {{carrier}}. Vous pouvez la suivre jusqu’à son arrivée.',
    },
    'out-for-delivery': {
      subject: 'Votre commande {{order}} arrive aujourd’hui',
      heading: 'C’est pour aujourd’hui',
      intro: 'Le colis de votre commande {{order}} est en cours de livraison.',
    },
    delivered: {
      subject: 'Votre commande {{order}} a été livrée',
      heading: 'Votre colis est arrivé',
      intro: 'Le colis de votre commande {{order}} a été livré. Si quelque chose ne va pas, répondez à ce message.',
    },
    delayed: {
      subject: 'Votre commande {{order}} a du retard',
      heading: 'Un peu plus de patience',
      intro: 'Nous en sommes désolés : votre commande {{order}} arrivera plus tard que prévu. Vous n’avez rien à faire.',
    },
    cancelled: {
      subject: 'Votre commande {{order}} a été annulée',
      heading: 'Votre commande a été annulée',
      intro: 'Les articles ci-dessous de la commande {{order}} ont été annulés et ne seront pas envoyés. Ce que vous avez payé vous sera remboursé.',
    },
    'return-authorised': {
      subject: 'Votre retour de la commande {{order}}',
      heading: 'Votre retour est accepté',
      intro: 'Vous pouvez renvoyer les articles ci-dessous. Merci d’inscrire le numéro {{return}} sur le colis.',
    },
    'return-received': {
      subject: 'Votre retour de la commande {{order}} est arrivé',
      heading: 'Votre retour est arrivé',
      intro: 'Votre retour {{return}} est chez nous. Nous l’examinons, puis vous écrirons au sujet du remboursement.',
    },
    'return-refunded': {
      subject: 'Remboursement de votre retour, commande {{order}}',
      heading: 'Votre remboursement est en route',
      intro: 'Pour votre retour {{return}}, nous avons remboursé {{amount}}. Quelques jours peuvent passer avant que la somme n’apparaisse sur votre compte.',
    },
  },
}; // prettier-ignore

export const LABELS: Readonly<Record<Locale, Labels>> = {
  en: {
    track: 'Follow the parcel',
    items: 'Items',
    carrier: 'Carrier',
    tracking: 'Tracking number',
    expected: 'Expected',
    amount: 'Amount',
    returned: 'Return',
    greeting: 'Hello {{name}},',
    sentFor: 'You get this message because you ordered from {{store}}.',
  },
  de: {
    track: 'Paket verfolgen',
    items: 'Artikel',
    carrier: 'Versand mit',
    tracking: 'Sendungsnummer',
    expected: 'Erwartet',
    amount: 'Betrag',
    returned: 'Rücksendung',
    greeting: 'Guten Tag {{name}}',
    sentFor: 'Sie erhalten diese Nachricht, weil Sie bei {{store}} bestellt haben.',
  },
  fr: {
    track: 'Suivre le colis',
    items: 'Articles',
    carrier: 'Transporteur',
    tracking: 'Numéro de suivi',
    expected: 'Arrivée prévue',
    amount: 'Montant',
    returned: 'Retour',
    greeting: 'Bonjour {{name}},',
    sentFor: 'Vous recevez ce message parce que vous avez commandé chez {{store}}.',
  },
};
