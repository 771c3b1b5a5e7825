// Which of the many packets of a log or a connection deserve a look.

import type { Kind } from './tables.js';
import type { MessageBase } from './types.js';

interface Told extends Pick<MessageBase, 'kind' | 'carrier'> {
  readonly complete: boolean;
}

type Packet = Told & { readonly others: readonly Told[] };

/** Whether there is anything in a packet that is known, be it a carrier of something that is broken. */
export function isKnown(packet: Packet): boolean {
  return [packet, ...packet.others].some((message) => message.kind !== 'unknown' || message.carrier.length > 0);
}

/** Whether a message is one of the protocol. */
export function isReferral({ kind }: { readonly kind: Kind }): boolean {
  return kind === 'request' || kind === 'request-ex' || kind === 'response';
}

/** Whether a message answers a request of the protocol with a status alone. */
export function isRefusal({ kind, carrier }: Told): boolean {
  return kind === 'error-reply' && carrier.some((layer) => layer === 'smb2-ioctl' || layer === 'smb1-trans2');
}

/** Whether a packet holds a message of the protocol, an answer to one, or something broken that may be one. */
export function isWorthALook(packet: Packet): boolean {
  const messages = [packet, ...packet.others];
  return messages.some((message) => isReferral(message) || isRefusal(message)) || (isKnown(packet) && !messages.every((message) => message.complete));
}
