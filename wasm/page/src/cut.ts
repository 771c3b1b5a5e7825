// A path, cut where PathConsumed says, as `DfsPath::split_consumed` of the crate does it. [MS-DFSC] 2.2.4

/** The two parts of a path. */
export interface Cut {
  readonly covered: string;
  readonly rest: string;
  /** Why nobody can tell what is behind the target, in half a sentence; null if that is `rest`. */
  readonly fault: string | null;
}

const isSeparator = (unit: string | undefined) => unit === '\\' || unit === '/';

/** Cuts a path behind so many bytes. */
export function cut(path: string, consumed: number): Cut {
  // Of the separators that it begins with, one is counted.
  const leading = /^[\\/]*/.exec(path)![0].length;
  const at = Math.max(0, leading - 1) + Math.floor(consumed / 2);
  const [covered, rest] = [path.slice(0, at), path.slice(at)];
  const isInside = rest !== '' && !isSeparator(covered.at(-1)) && !isSeparator(rest[0]);
  const fault =
    consumed % 2 !== 0
      ? 'which is no whole number of characters'
      : at > path.length
        ? `${at - path.length} more than the path has`
        : /^[\\/]*$/.test(covered)
          ? 'which covers no component'
          : isInside
            ? 'which ends inside a component'
            : null;
  return { covered, rest: rest === '' || isSeparator(rest[0]) ? rest : `\\${rest}`, fault };
}
