// What is said in passing, and what goes to the clipboard.

import { byId, h } from './dom.js';

/** How long a word stays, in milliseconds. */
const STAYS = 4000;

let saying = 0;

/** Says it to eyes and to screen readers. */
export function say(text: string): void {
  const [status, toast] = [byId('status'), byId('toast')];
  // What is beside an open dialog is behind it, and silent.
  openDialogOr(document.body).append(status, toast);
  status.textContent = text;
  toast.textContent = text;
  toast.dataset['shown'] = '';
  clearTimeout(saying);
  saying = setTimeout(() => delete toast.dataset['shown'], STAYS);
}

/** Copies a text, and says what it is. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyFromBox(text)) return say('The browser does not let the page copy.');
  }
  say(`Copied: ${what}`);
}

function openDialogOr(other: HTMLElement): HTMLElement {
  return document.querySelector<HTMLElement>('dialog[open]') ?? other;
}

/** Pages without TLS have no clipboard but that of a box. */
function copyFromBox(text: string): boolean {
  const focused = document.activeElement;
  const box = h('textarea', { class: 'unseen', readonly: true });
  box.value = text;
  // Beside an open dialog nothing can have the focus.
  openDialogOr(document.body).append(box);
  box.select();
  const isCopied = document.execCommand('copy');
  box.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
