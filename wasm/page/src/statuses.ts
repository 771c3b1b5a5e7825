// What a client does that gets a status instead of referrals. `[MS-DFSC] 3.1.5`

const HELP: Readonly<Record<string, string>> = {
  PATH_NOT_COVERED: 'the path lies behind a link: the client asks for a referral of it.',
  NOT_FOUND:
    'the server knows no such namespace or link. Of a root that no domain led to, the client takes the path for none of DFS; else it fails.',
  DFS_UNAVAILABLE: 'the server should hold this namespace, and does not. The client tries the next root server.',
  INVALID_PARAMETER: 'the server is no domain controller, or does not know the domain; or the request is ill-formed.',
  NO_SUCH_FILE: 'the domain controller knows no such namespace.',
  FS_DRIVER_REQUIRED:
    'the server has no DFS, or not this form of the request: after the extended form, the client asks the same server in the plain one.',
  INVALID_DEVICE_REQUEST: 'the server does not know this control code: it has no DFS.',
  NOT_SUPPORTED: 'the server does not do DFS.',
  OBJECT_PATH_NOT_FOUND: 'there are no referrals for the path.',
  OBJECT_NAME_NOT_FOUND: 'there is no such name; some Samba servers say this where a link is crossed.',
  UNSUCCESSFUL: 'names of domains and controllers need MaxReferralLevel 3.',
  BAD_NETWORK_NAME: 'the server has no such share.',
  ILLEGAL_CHARACTER: 'the path cannot be read as UTF-16.',
  ACCESS_DENIED: 'the user may not ask. The client does not try another server.',
  INSUFFICIENT_RESOURCES: 'the server is out of memory. The client tries the next one.',
  BUFFER_TOO_SMALL: 'the referrals do not fit into the output buffer that the client offered.',
};

/** What a client does, in half a sentence; null if that is said nowhere. */
export function statusHelp(name: string, hasBody: boolean): string | null {
  if (name === 'STATUS_BUFFER_OVERFLOW') {
    return `the referrals do not fit. The client asks again with a buffer of twice the size, up to 56 KiB${hasBody ? ', and must not use what did come: it is cut off anywhere' : ''}.`;
  }
  return HELP[name.replace('STATUS_', '')] ?? null;
}
