// Text that is shown to a person, whoever wrote it.

/** What a terminal obeys, and what hides or turns other text. */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text with escapes for all of these. JSON stays the same JSON. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (units) => units.replace(/[^]/g, (unit) => escaped(unit.charCodeAt(0))));
}

/** A unit of UTF-16 as its escape. */
export function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
