export { decode, decodePackets, guess } from './decode.js';
export { formatDump, parseDump } from './dump.js';
export { encode } from './encode.js';
export { inspect, readInput } from './inspect.js';
export { toMessage } from './message.js';
export { RECORD, WORDS, records } from './records.js';
export { PRINTED_SHAPES, SHAPES, SHAPE_TITLES } from './tables.js';
export type {
  Confidence,
  DecodeErrorKind,
  EncodeErrorKind,
  FieldName,
  FindingCode,
  Kind,
  Layer,
  NoteCode,
  PrintedShape,
  Severity,
  Shape,
  Start,
  StructureName,
} from './tables.js';
export type * from './types.js';
