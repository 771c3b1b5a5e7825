// Lists of any length, of which only what can be seen is in the page.

/** What a list knows of its place when rows are made. */
interface Sight {
  readonly scroller: HTMLElement;
  /** Where its first row is, and which part of the window its scroller shows. */
  top: number;
  readonly low: number;
  readonly high: number;
}

/** Rows of one height in `host`, which is as high as all of them; what scrolls is whatever is around it. */
export class Rows {
  private first = 0;
  private last = 0;
  private count = 0;
  private height = 20;
  /** The row to be revealed, and whether the whole page may scroll for it. */
  private wanted: readonly [index: number, evenThePage: boolean] | null = null;

  constructor(
    private readonly host: HTMLElement,
    /** How many rows beyond those in sight there are too: for quick scrolling, and so that the find command of the browser finds them. */
    private readonly beyond: number,
    /** Made anew whenever it comes into sight or `refresh` is called. */
    private readonly row: (index: number) => HTMLElement,
    /** What is told after rows were made. */
    private readonly made: () => void,
  ) {
    const moved = () => this.isUsedUp() && this.make(this.sight());
    // Scrolling does not bubble, and which element scrolls depends on the width of the page.
    document.addEventListener('scroll', moved, { capture: true, passive: true });
    addEventListener('resize', () => this.refresh(), { passive: true });
  }

  /** Sets how many rows there are. They are made when the page has been drawn once: what is said above them comes first. */
  set(count: number): void {
    this.count = count;
    pending.add(this);
    requestAnimationFrame(() => setTimeout(flush));
  }

  /** Makes the rows in sight anew, before the page is drawn. */
  refresh(): void {
    pending.add(this);
    queueMicrotask(flush);
  }

  /** Scrolls so that a row is in sight, by as little as needed. Where the whole page would scroll, only if it is asked for. */
  reveal(index: number, evenThePage: boolean): void {
    this.wanted = [index, evenThePage];
    this.refresh();
  }

  /** How many rows are in sight. */
  inSight(): number {
    const { low, high } = this.sight();
    return Math.max(1, Math.floor((high - low) / this.height) - 1);
  }

  /** Makes room for all rows, which the others count on when they ask where they are. @internal */
  stretch(): void {
    this.height = parseFloat(getComputedStyle(this.host).getPropertyValue('--row')) || this.height;
    this.pad(Math.min(this.first, this.count), this.host.childElementCount);
  }

  /** Where it is. Asks for the layout. @internal */
  sight(): Sight {
    const scroller = this.scroller();
    const { top } = this.host.getBoundingClientRect();
    if (scroller === document.documentElement) return { scroller, top, low: 0, high: innerHeight };
    const box = scroller.getBoundingClientRect();
    return { scroller, top, low: Math.max(0, box.top), high: Math.min(innerHeight, box.bottom) };
  }

  /** Scrolls, and makes the rows in sight. @internal */
  make(sight: Sight): void {
    if (this.wanted !== null) this.scroll(sight, ...this.wanted);
    this.wanted = null;
    const [seenFirst, seenLast] = this.seen(sight);
    [this.first, this.last] = [Math.max(0, seenFirst - this.beyond), Math.min(this.count, seenLast + this.beyond)];
    this.pad(this.first, this.last - this.first);
    this.host.replaceChildren(...Array.from({ length: this.last - this.first }, (_, at) => this.row(this.first + at)));
    this.made();
  }

  private seen({ top, low, high }: Sight): readonly [number, number] {
    const place = (edge: number) => Math.max(0, Math.min(this.count, Math.floor((edge - top) / this.height)));
    return [place(low), Math.min(this.count, place(high) + 1)];
  }

  /** Whether rows will soon be missing where the page was scrolled to: half of what is beyond may be used up. */
  private isUsedUp(): boolean {
    if (this.count <= this.last - this.first) return false;
    const [seenFirst, seenLast] = this.seen(this.sight());
    const reserve = this.beyond / 2;
    return seenFirst < this.first + (this.first > 0 ? reserve : 0) || seenLast > this.last - (this.last < this.count ? reserve : 0);
  }

  private scroll(sight: Sight, index: number, evenThePage: boolean): void {
    const { scroller, low, high } = sight;
    if (scroller === document.documentElement && !evenThePage) return;
    const top = sight.top + index * this.height;
    // Where the page scrolls, the lower part of the window may be covered by what is told of the selection.
    const margin = scroller === document.documentElement ? (high - low) * 0.45 : Math.min(2 * this.height, (high - low) / 4);
    const by = top < low + margin ? top - low - margin : Math.max(0, top + this.height - high + margin);
    if (by === 0) return;
    const before = scroller.scrollTop;
    scroller.scrollTop += by;
    sight.top -= scroller.scrollTop - before;
  }

  private pad(first: number, there: number): void {
    this.host.style.paddingTop = `${first * this.height}px`;
    this.host.style.paddingBottom = `${Math.max(0, this.count - first - there) * this.height}px`;
  }

  private scroller(): HTMLElement {
    for (let element = this.host.parentElement; element !== null; element = element.parentElement) {
      const canScroll = element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY);
      if (canScroll && element !== document.body) return element;
    }
    return document.documentElement;
  }
}

const pending = new Set<Rows>();

/** Makes the rows of all lists that have changed: to ask each for its layout when others were written to would lay out the page each time. */
function flush(): void {
  const all = [...pending];
  pending.clear();
  if (all.length === 0) return;
  for (const rows of all) rows.stretch();
  const sights = all.map((rows) => rows.sight());
  all.forEach((rows, at) => rows.make(sights[at]!));
}
